package dev.echo7.elsewhere.matrix;

import java.util.List;

/**
 * Makes the kernel refuse a call, by seccomp(2): faster than strace, and it can check arguments.
 */
public final class SystemCallFilter {
  /** Makes socket(2) fail with EAFNOSUPPORT for one address family; for x86-64 and arm64. */
  private static final String REFUSE_FAMILY =
      """
      import ctypes, os, platform, struct, sys
      socket = {'x86_64': 41, 'aarch64': 198}[platform.machine()]
      program = b''.join(struct.pack('HBBI', *step) for step in [
          (0x20, 0, 0, 0),                     # load the number of the call
          (0x15, 0, 3, socket),                # socket, or allow
          (0x20, 0, 0, 16),                    # load its first argument
          (0x15, 0, 1, int(sys.argv[1])),      # the family, or allow
          (0x06, 0, 0, 0x00050000 | 97),       # EAFNOSUPPORT
          (0x06, 0, 0, 0x7fff0000)])           # allow
      buffer = ctypes.create_string_buffer(program)
      header = ctypes.create_string_buffer(
          struct.pack('HxxxxxxP', len(program) // 8, ctypes.addressof(buffer)))
      libc = ctypes.CDLL(None, use_errno=True)
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, header, 0, 0):
          raise OSError(ctypes.get_errno(), 'no filter')
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  private SystemCallFilter() {}

  /** A machine on which no socket of that family can be created. */
  public static Circumstance refusingFamily(String name, int family) {
    return new Circumstance(
        name,
        List.of(),
        List.of("python3", "-c", REFUSE_FAMILY, "" + family),
        mode -> Outcome.WORKS);
  }
}
