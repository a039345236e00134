package dev.echo7.net;

import java.net.UnknownHostException;
import java.util.Locale;

/** Why a host's name has no address, as getaddrinfo(3) tells it through the JDK. Any thread. */
public enum NameFailure {
  /** There is no such name, or it has no address. */
  UNKNOWN("no such host; check the name, or give a numeric address"),

  /** Nobody could say whether there is: EAI_AGAIN, EAI_FAIL. */
  NO_ANSWER("the name server does not answer; check /etc/resolv.conf, or give a numeric address");

  private final String text;

  NameFailure(String text) {
    this.text = text;
  }

  /** What to tell a user, with the cure. */
  public String text() {
    return text;
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
