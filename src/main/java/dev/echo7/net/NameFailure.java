package dev.echo7.net;

import java.net.UnknownHostException;
import java.util.Locale;

/** Why a host's name has no address, as getaddrinfo(3) tells it through the JDK. Any thread. */
public enum NameFailure {
  /** There is no such name, or it has no address. */
  UNKNOWN("no such host", "check the name, or give a numeric address"),

  /** Nobody could say whether there is: EAI_AGAIN, EAI_FAIL. */
  NO_ANSWER("the name server does not answer", "check /etc/resolv.conf, or give a numeric address");

  private final String words;
  private final String cure;

  NameFailure(String words, String cure) {
    this.words = words;
    this.cure = cure;
  }

  /** What to tell a user, with the cure. */
  public String text() {
    return words + "; " + cure;
  }

  /** The same with the name. */
  String of(String host) {
    return words + ": '" + host + "'; " + cure;
  }

  /** Which of them a failed look-up is. */
  public static NameFailure of(UnknownHostException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean unanswered =
        message.contains("temporary failure in name resolution")
            || message.contains("non-recoverable failure in name resolution")
            || message.contains("system error");
    return unanswered ? NO_ANSWER : UNKNOWN;
  }
}
