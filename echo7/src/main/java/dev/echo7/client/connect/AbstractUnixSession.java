package dev.echo7.client.connect;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.echo7.posix.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A connection to a name of Linux's abstract namespace (unix(7)), which the JDK's channels cannot
 * reach: made with the same system calls, through the C library.
 */
final class AbstractUnixSession implements EchoSession {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** sockaddr_un: two bytes for the family, a zero byte for the abstract namespace, the name. */
  private static final int NAME_OFFSET = 3;

  private final CLibrary.Call receive;
  private final CLibrary.Call send;
  private final CLibrary.Call shutdown;
  private final CLibrary.Call close;
  private final String name;
  private final int descriptor;

  /** The number of calls in progress; after {@link #close}, the last one closes the descriptor. */
  private int users;

  private boolean closed;

  private AbstractUnixSession(CLibrary library, String name) throws IOException {
    this.receive = library.receive();
    this.send = library.send();
    this.shutdown = library.shutdown();
    this.close = library.close();
    this.name = name;
    this.descriptor = (int) library.socket().with(AF_UNIX, SOCK_STREAM, 0);
  }

  /**
   * Connects.
   *
   * @param name without the {@code @}
   */
  static AbstractUnixSession connect(String name) throws IOException {
    CLibrary library = new CLibrary();
    AbstractUnixSession session = new AbstractUnixSession(library, name);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(NAME_OFFSET + (long) bytes.length, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, NAME_OFFSET, bytes.length);
      library.connect().with(session.descriptor, address, (int) address.byteSize());
      return session;
    } catch (IOException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public List<String> facts() {
    return List.of("connected to unix @" + name);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = transfer(receive, into, 0);
    into.position(into.position() + count);
    return count == 0 ? -1 : count;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      bytes.position(bytes.position() + transfer(send, bytes, MSG_NOSIGNAL));
    }
  }

  /** The C library cannot access the heap, so a heap buffer is copied. */
  private int transfer(CLibrary.Call call, ByteBuffer buffer, int flags) throws IOException {
    MemorySegment memory = MemorySegment.ofBuffer(buffer);
    if (memory.isNative()) {
      return use(call, memory, memory.byteSize(), flags);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(memory.byteSize());
      if (call == send) {
        copy.copyFrom(memory);
        return use(call, copy, copy.byteSize(), flags);
      }
      int count = use(call, copy, copy.byteSize(), flags);
      memory.copyFrom(copy.asSlice(0, count));
      return count;
    }
  }

  /**
   * Makes a call on the descriptor. Its number must not be reused while a call is in progress: the
   * call would take or add bytes of another connection.
   */
  private int use(CLibrary.Call call, Object... arguments) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new ClosedChannelException();
      }
      users++;
    }
    try {
      Object[] all = new Object[arguments.length + 1];
      all[0] = descriptor;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      return (int) call.with(all);
    } finally {
      leave();
    }
  }

  private void leave() throws IOException {
    boolean isLast;
    synchronized (this) {
      users--;
      isLast = closed && users == 0;
    }
    if (isLast) {
      close.with(descriptor);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    use(shutdown, SHUT_WR);
  }

  /** Wakes the threads that read or write; the last one closes the descriptor. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      users++;
    }
    try {
      shutdown.with(descriptor, SHUT_RDWR);
    } catch (IOException e) {
      // It is not connected, so no thread waits on it.
    } finally {
      leave();
    }
  }
}
