package dev.echo7.admin.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A long answer of which the worker makes one chunk at a time, the next while the one before is on
 * its way: the event loop only writes, so that who asks little never waits for who asks much.
 *
 * <p>Confined to the event loop, but for the making.
 */
final class WorkerChunks implements ChunkedInput<ByteBuf> {
  private final Reply.Chunks chunks;
  private final Executor worker;
  private final Executor loop;
  private final ChunkedWriteHandler transfer;

  private @Nullable ByteBuf ready;
  private @Nullable Exception failure;
  private boolean making;
  private boolean ended;
  private boolean closed;
  private long bytes;

  /** Resumes a transfer that waited for a chunk. */
  WorkerChunks(Reply.Chunks chunks, Executor worker, Executor loop, ChunkedWriteHandler transfer) {
    this.chunks = chunks;
    this.worker = worker;
    this.loop = loop;
    this.transfer = transfer;
  }

  @Override
  public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    if (failure != null) {
      throw new IOException("no more chunks can be made", failure);
    }
    ByteBuf chunk = ready;
    ready = null;
    if (chunk != null) {
      bytes += chunk.readableBytes();
    }
    if (!making && !ended) {
      making = true;
      try {
        worker.execute(this::make);
      } catch (RejectedExecutionException e) {
        throw new IOException("the endpoint ends, or has too much to do", e);
      }
    }
    return chunk;
  }

  /** On the worker. */
  private void make() {
    try {
      ByteBuf made = chunks.next();
      hand(made, null);
    } catch (IOException | RuntimeException e) {
      hand(null, e);
    }
  }

  private void hand(@Nullable ByteBuf made, @Nullable Exception problem) {
    try {
      loop.execute(() -> take(made, problem));
    } catch (RejectedExecutionException e) {
      // The endpoint has ended meanwhile, and with it whoever would read this.
    }
  }

  private void take(@Nullable ByteBuf made, @Nullable Exception problem) {
    making = false;
    if (closed) {
      return;
    }
    ready = made;
    failure = problem;
    ended = made == null && problem == null;
    transfer.resumeTransfer();
  }

  /** As Netty called it before; nothing does any more. */
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  @Override
  public @Nullable ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
    return readChunk(context.alloc());
  }

  @Override
  public boolean isEndOfInput() {
    return ended;
  }

  /** What is made lies on the heap: nothing is to be released. */
  @Override
  public void close() {
    closed = true;
    ready = null;
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public long progress() {
    return bytes;
  }
}
