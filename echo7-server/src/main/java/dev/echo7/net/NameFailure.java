package dev.echo7.net;

import java.net.UnknownHostException;
import java.util.Locale;

/** Why a host name could not be resolved, from getaddrinfo(3) by way of the JDK. Any thread. */
public enum NameFailure {
  /** The name does not exist, or has no address. */
  UNKNOWN("no such host", "check the name, or give a numeric address"),

  /** No name server could answer: EAI_AGAIN, EAI_FAIL. */
  NO_ANSWER("the name server does not answer", "check /etc/resolv.conf, or give a numeric address");

  private final String words;
  private final String cure;

  NameFailure(String words, String cure) {
    this.words = words;
    this.cure = cure;
  }

  /** The message, with the cure. */
  public String text() {
    return words + "; " + cure;
  }

  /** The same with the name. */
  public String of(String host) {
    return this == NO_ANSWER
        ? "cannot resolve '" + host + "': " + text()
        : words + ": '" + host + "'; " + cure;
  }

  /** Classifies a failed lookup. */
  public static NameFailure of(UnknownHostException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean unanswered =
        message.contains("temporary failure in name resolution")
            || message.contains("non-recoverable failure in name resolution")
            || message.contains("system error");
    return unanswered ? NO_ANSWER : UNKNOWN;
  }
}
