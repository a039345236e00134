package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that runs on an event loop blocks, sleeps, looks up a name, writes to a console or asks
 * the JVM for direct memory, which sleeps at its limit. Every call that could block is listed here
 * with the thread that makes it; a new call must be added.
 */
class BlockingCallsTest {
  /** Packages that have code on event loops, or are called from there. */
  private static final Set<String> ROOMS = Set.of("server", "admin", "events", "log", "service");

  private static final Set<String> BLOCKING =
      Set.of(
          "Thread.sleep",
          "Thread.join",
          "Object.wait",
          "LockSupport.park",
          "LockSupport.parkNanos",
          "CountDownLatch.await",
          "BlockingQueue.take",
          "BlockingQueue.put",
          "Process.waitFor",
          "ExecutorService.awaitTermination",
          "ExecutorService.close",
          "ExecutorService.invokeAll",
          "ByteBuffer.allocateDirect",
          "PlatformDependent.allocateDirect",
          "InetAddress.getByName",
          "InetAddress.getAllByName",
          "InetAddress.getHostName",
          "InetAddress.getCanonicalHostName",
          "InetAddress.getLocalHost",
          "InetSocketAddress.getHostName",
          "PrintStream.print",
          "PrintStream.println",
          "PrintStream.printf",
          "PrintStream.write",
          "PrintStream.flush");

  /** Blocking methods of futures, whatever their type. */
  private static final Set<String> BLOCKING_OF_FUTURES =
      Set.of("get", "join", "await", "awaitUninterruptibly", "sync", "syncUninterruptibly");

  /** The allowed calls: where, and on which thread. */
  private static final Map<String, String> OFF_THE_LOOPS =
      """
      AddressFollower.stop: Thread.join: the one that ends the server
      AdminListener.bind: ChannelFuture.awaitUninterruptibly: the one that starts the server
      AdminListener.close: ChannelFuture.awaitUninterruptibly: the one that ends the server
      AdminListener.openUnix: ChannelFuture.awaitUninterruptibly: the one that starts the server
      AdminServer.close: Future.awaitUninterruptibly: the one that ends the server
      AdminServer.stopThreads: Future.awaitUninterruptibly: the one that ends the server
      CertificateWatch.reload: Future.get: the one that handles signals
      ConnectionWatch.run: LockSupport.parkNanos: connection-watch
      ConsoleLog.close: Thread.join: the one that ends the server
      ConsoleLog.withoutWaitingLong: Thread.join: the one that starts and ends the server
      ConsoleWriter.handleInOrder: CompletableFuture.join: console-log, of a name that is known
      ConsoleWriter.run: BlockingQueue.take: console-log
      ConsoleWriter.serveOneWindow: LockSupport.parkNanos: console-log
      DirectMemory.take: PlatformDependent.allocateDirect: any; below the limit it never waits
      DaemonThread.awaitEnd: ExecutorService.awaitTermination: the one that ends the server
      DaemonThread.awaitEnd: Thread.join: the one that ends the server
      DatagramFaults.changed: Future.awaitUninterruptibly: the one that changes faults, no event loop
      DatagramListener.close: ChannelFuture.awaitUninterruptibly: the one that ends the server
      DatagramReply.<clinit>: ByteBuffer.allocateDirect: the one that starts the server, one byte
      Drain.await: Future.awaitUninterruptibly: the one that ends the server
      Drain.run: LockSupport.parkNanos: the one that ends the server
      EventLoops.await: ChannelFuture.awaitUninterruptibly: start, connection-watch, address-follower
      EventLoops.awaitTurn: Future.awaitUninterruptibly: the same
      EventLoops.close: Future.awaitUninterruptibly: the one that ends the server
      LoneConnection.<init>: ByteBuffer.allocateDirect: a process without event loops
      LoneConnection.end: CountDownLatch.await: a process without event loops
      NameWaits.release: CompletableFuture.join: console-log, of a name that is known
      NotifySocket.offer: ByteBuffer.allocateDirect: the one that starts the server
      NotifySocket.send: LockSupport.parkNanos: the one that starts the server
      PeerNames.systemLookup: InetAddress.getHostName: those that look up names
      PerAddressSockets.close: ChannelFuture.awaitUninterruptibly: the one that ends the server
      PerAddressSockets.socketFor: ChannelFuture.awaitUninterruptibly: address-follower
      SelfSigned.askForHostNames: InetAddress.getCanonicalHostName: a thread of its own
      SelfSigned.askForHostNames: InetAddress.getHostName: a thread of its own
      SelfSigned.askForHostNames: InetAddress.getLocalHost: a thread of its own
      SelfSigned.hostNames: CompletableFuture.join: the one that starts the server
      StreamListener.close: ChannelFuture.awaitUninterruptibly: the one that ends the server
      ThreadReserve.awaitQuietly: CountDownLatch.await: reserve, which does nothing else
      """
          .lines()
          .map(line -> line.split(": ", 3))
          .collect(
              Collectors.toMap(
                  words -> words[0] + ": " + words[1],
                  words -> words[2],
                  (one, same) -> one,
                  TreeMap::new));

  @Test
  void areKnownAndOffTheEventLoops() throws IOException {
    Set<String> found = new TreeSet<>();
    for (ClassModel type : OwnClasses.all()) {
      if (ROOMS.contains(room(type))) {
        type.methods().forEach(method -> calls(type, method).forEach(found::add));
      }
    }
    Set<String> unknown = new TreeSet<>(found);
    unknown.removeAll(OFF_THE_LOOPS.keySet());
    assertEquals(Set.of(), unknown, "on which thread does each of these wait?");
    Set<String> gone = new TreeSet<>(OFF_THE_LOOPS.keySet());
    gone.removeAll(found);
    assertEquals(Set.of(), gone, "listed, and called no more");
  }

  private static Stream<String> calls(ClassModel type, MethodModel method) {
    String name = simple(type.thisClass().asInternalName());
    // The calls of a lambda count for the method that contains it.
    String in = method.methodName().stringValue().replaceFirst("^lambda\\$(.*)\\$\\d+$", "$1");
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> !call.owner().asInternalName().startsWith("dev/echo7/"))
        .filter(BlockingCallsTest::mayBlock)
        .map(call -> name + "." + in + ": " + called(call));
  }

  private static boolean mayBlock(InvokeInstruction call) {
    return BLOCKING.contains(called(call))
        || (simple(call.owner().asInternalName()).contains("Future")
            && BLOCKING_OF_FUTURES.contains(call.name().stringValue()));
  }

  private static String called(InvokeInstruction call) {
    return simple(call.owner().asInternalName()) + "." + call.name().stringValue();
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  private static String room(ClassModel type) {
    String name = type.thisClass().asInternalName().substring("dev/echo7/".length());
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }
}
