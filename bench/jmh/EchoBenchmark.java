package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The central path without the kernel: a read, the end of the reads, and the write they make. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {
      // As bin/echoserver has them; the last one gives an event loop's kind of thread.
      "-XX:+UseSerialGC",
      "-XX:+UseCompactObjectHeaders",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dio.netty.leakDetection.level=disabled",
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=dev.echo7.server.EchoBenchmark$Loops"
    })
public class EchoBenchmark {
  @Param({"64", "16384"})
  int messageBytes;

  private EmbeddedEcho echo;

  @Setup(Level.Trial)
  public void open() throws Exception {
    echo = new EmbeddedEcho(messageBytes, ServerEvents.NONE);
  }

  @Benchmark
  public ByteBuf echo() {
    return echo.echo();
  }

  @TearDown(Level.Trial)
  public void close() {
    echo.close();
  }

  /** Netty recycles what it needs a message on threads of its own kind alone. */
  public static final class Loops extends ThreadPoolExecutor {
    public Loops(int threads, String prefix) {
      super(
          threads,
          threads,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DefaultThreadFactory(prefix, true));
    }
  }
}
