package dev.echo7.server.netty;

/** Makes threads that keep no process alive. Any thread. */
public final class DaemonThread {
  private DaemonThread() {}

  /** One that is yet to be started. */
  public static Thread named(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
