import dev.echo7.junit.EchoPeer;
import java.time.Duration;

/**
 * Measures how long peers of echo7-junit take to start and to stop.
 *
 * <p>{@code java -cp CLASS-PATH PeerStarts.java}: 200 peers, one after the other, in each of five
 * rounds, of which the first also loads the classes. Prints "ROUND MILLISECONDS" a round.
 */
final class PeerStarts {
  private static final int ROUNDS = 5;
  private static final int PEERS = 200;

  private PeerStarts() {}

  public static void main(String[] arguments) {
    for (int round = 1; round <= ROUNDS; round++) {
      long startNs = System.nanoTime();
      for (int i = 0; i < PEERS; i++) {
        EchoPeer.tcp().start().stop();
      }
      System.out.println(round + " " + Duration.ofNanos(System.nanoTime() - startNs).toMillis());
    }
  }
}
