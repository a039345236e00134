package dev.echo7.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that standard output is, as {@code ioctl(2)} with TIOCGWINSZ describes it (tty_ioctl
 * in section 2). One thread.
 */
public final class TerminalWindow {
  private static final int STANDARD_OUTPUT = 1;
  private static final long TIOCGWINSZ_LINUX = 0x5413;
  private static final long TIOCGWINSZ_BSD = 0x4008_7468;

  /** struct winsize: rows, columns, and two numbers of pixels, each an unsigned short. */
  private static final int WINSIZE_BYTES = 8;

  private CLibrary.@Nullable Call ioctl;

  /**
   * The size of a terminal, in characters.
   *
   * @param rows its lines
   * @param columns the characters of each
   */
  public record Size(int rows, int columns) {}

  /**
   * The size now: it changes with the window. The first call takes some milliseconds.
   *
   * @param otherwise the size if standard output is no terminal, or one of unknown size
   */
  public Size size(Size otherwise) {
    try (Arena arena = Arena.ofConfined()) {
      if (ioctl == null) {
        ioctl = new CLibrary().ioctl();
      }
      MemorySegment size = arena.allocate(WINSIZE_BYTES, Short.BYTES);
      ioctl.with(STANDARD_OUTPUT, request(), size);
      int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
      return rows == 0 || columns == 0 ? otherwise : new Size(rows, columns);
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static long request() {
    return System.getProperty("os.name", "").equals("Linux") ? TIOCGWINSZ_LINUX : TIOCGWINSZ_BSD;
  }
}
