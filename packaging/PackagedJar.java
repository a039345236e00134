import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.Deflater;

/**
 * {@code PackagedJar JAR FOLDER}: writes the jar of a package for this machine into a folder, and
 * its native libraries beside it, where Netty finds them without unpacking them at each start.
 *
 * <p>Classes from before Java 6 (picocli's) become of Java 8, with the stack maps that its verifier
 * wants: the JVM puts no older class into an ahead-of-time cache, and no class of ours that uses one
 * either. The entries keep their order and their times.
 */
final class PackagedJar {
  private static final String NATIVE = "META-INF/native/";

  /** JVMS 4.1: from 50 on a class is verified by its stack maps; 52 is Java 8. */
  private static final int OLDEST_CACHED = 50;

  private static final int RAISED_TO = 52;

  private final ClassFile classes;

  private PackagedJar(ClassLoader jar) {
    this.classes =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(jar)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  public static void main(String... arguments) throws IOException {
    Path source = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {source.toUri().toURL()}, null);
        JarFile jar = new JarFile(source.toFile());
        OutputStream file = Files.newOutputStream(folder.resolve(source.getFileName()));
        JarOutputStream out = new JarOutputStream(file)) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      PackagedJar packaged = new PackagedJar(loader);
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        byte[] bytes = bytes(jar, entry);
        if (!entry.getName().startsWith(NATIVE)) {
          packaged.put(entry, bytes, out);
        } else if (isOfThisMachine(entry.getName())) {
          Files.write(folder.resolve(entry.getName().substring(NATIVE.length())), bytes);
        }
      }
    }
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** As Netty names them: {@code libnetty_tcnative_linux_x86_64.so}. */
  private static boolean isOfThisMachine(String library) {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    return library.endsWith("_" + architecture + ".so");
  }

  private void put(JarEntry entry, byte[] bytes, JarOutputStream out) throws IOException {
    JarEntry copy = new JarEntry(entry.getName());
    copy.setTimeLocal(entry.getTimeLocal());
    out.putNextEntry(copy);
    out.write(entry.getName().endsWith(".class") ? raised(bytes) : bytes);
    out.closeEntry();
  }

  private byte[] raised(byte[] bytes) {
    var model = classes.parse(bytes);
    return model.majorVersion() >= OLDEST_CACHED
        ? bytes
        : classes.transformClass(
            model,
            ClassTransform.endHandler(builder -> builder.withVersion(RAISED_TO, 0))
                .andThen(
                    ClassTransform.transformingMethodBodies(
                        (code, element) -> code.with(element))));
  }
}
