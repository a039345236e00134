package dev.echo7.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes of users, which {@link StartStopTest} runs. */
final class Fixtures {
  private Fixtures() {}

  /** Every peer that a fixture has used. */
  static final List<EchoPeer> USED = new ArrayList<>();

  private static synchronized void use(EchoPeer peer) throws IOException {
    USED.add(peer);
    try (Socket socket = Client.connect(peer)) {
      Client.echo(socket, Client.bytes(10));
    }
  }

  static class OnePerTest {
    @StartStop private final EchoPeer peer = EchoPeer.tcp();

    @BeforeEach
    void isStartedBefore() throws IOException {
      use(peer);
    }

    @Test
    void first() {
      assertEquals(1, peer.connections().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void eachInvocation(int unused) {
      assertEquals(1, peer.connections().size());
    }
  }

  static class OnePerClass {
    @StartStop static final EchoPeer PEER = EchoPeer.tcp();
    private static int expected;

    @BeforeAll
    static void isStartedBefore() throws IOException {
      use(PEER);
      expected = 1;
    }

    @RepeatedTest(3)
    void sharesIt() throws IOException {
      use(PEER);
      expected++;
      assertEquals(expected, PEER.connections().size());
    }
  }

  static class Outer {
    @StartStop static final EchoPeer SHARED = EchoPeer.tcp();
    @StartStop final EchoPeer outer = EchoPeer.tcp();

    @Nested
    class Inner {
      @StartStop final EchoPeer inner = EchoPeer.tcp();

      @Test
      void hasAllThree() throws IOException {
        use(SHARED);
        use(outer);
        use(inner);
        assertNotEquals(outer.port(), inner.port());
      }

      @Nested
      class Innermost {
        @Test
        void hasThemToo() throws IOException {
          use(SHARED);
          use(outer);
          use(inner);
        }
      }
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    @StartStop final EchoPeer peer = EchoPeer.tcp();
    private int expected;

    @BeforeAll
    void isStartedBefore() throws IOException {
      use(peer);
      expected = 1;
    }

    @RepeatedTest(2)
    void keepsIt() throws IOException {
      use(peer);
      expected++;
      assertEquals(expected, peer.connections().size());
    }
  }

  abstract static class Base {
    @StartStop static final EchoPeer OF_ALL = EchoPeer.tcp();
    @StartStop private final EchoPeer own = EchoPeer.tcp();

    @RepeatedTest(4)
    void hasBoth() throws IOException {
      use(OF_ALL);
      use(own);
      assertEquals(1, own.connections().size());
    }
  }

  static class FirstOfBase extends Base {}

  static class SecondOfBase extends Base {}

  static class Failing {
    @StartStop static final EchoPeer SHARED = EchoPeer.tcp();
    @StartStop final EchoPeer peer = EchoPeer.tcp();

    @Test
    void fails() throws IOException {
      use(peer);
      fail("on purpose");
    }
  }

  static class Aborted {
    @StartStop final EchoPeer peer = EchoPeer.tcp();

    @Test
    void isAborted() throws IOException {
      use(peer);
      Assumptions.abort("on purpose");
    }
  }

  static class Missing {
    @StartStop private final @Nullable EchoPeer peer = null;

    @Test
    void neverRuns() {
      fail("ran with " + peer);
    }
  }

  static class NoPeer {
    @StartStop private final String peer = "tcp://127.0.0.1:7";

    @Test
    void neverRuns() {
      fail("ran with " + peer);
    }
  }

  /** JUnit sorts fields in an order of its own: that of the peer whose port is taken comes last. */
  static class CannotStart {
    static @Nullable ServerSocket taken;

    @StartStop final EchoPeer second = EchoPeer.tcp();
    @StartStop final EchoPeer peer = EchoPeer.tcp();

    CannotStart() throws IOException {
      USED.add(second);
      peer.start();
      peer.stop();
      take(peer.port());
    }

    private static void take(int port) throws IOException {
      taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void neverRuns() {
      fail("ran");
    }
  }
}
