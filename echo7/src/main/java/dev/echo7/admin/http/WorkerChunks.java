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
 * A long response that the worker makes chunk by chunk, the next one while the previous one is
 * being sent. The event loop only writes, so that a small request never waits for a large one.
 *
 * <p>Confined to the event loop, except that the worker makes chunks.
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
      throw new IOException("no more chunks can be allocated", failure);
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
        throw new IOException("the endpoint is closing or overloaded", e);
      }
    }
    return chunk;
  }

  /** Used on the worker. */
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
      // The endpoint has ended meanwhile, with all its readers.
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

  /** Deprecated by Netty, and no longer called. */
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

  /** Chunks are on the heap, so nothing has to be released. */
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
