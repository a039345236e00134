/** What starting Java costs by itself. */
final class EmptyProgram {
  public static void main(String[] arguments) {}
}
