package dev.echo7.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts the {@link EchoPeer} in a field of a JUnit test before the test, and closes it after the
 * test; a peer in a static field, and one of a test class that is instantiated only once, around
 * all tests of the class.
 *
 * <pre>{@code
 * @StartStop final EchoPeer peer = EchoPeer.tcp().fault(cut(64, KIB)).seed(7);
 * }</pre>
 *
 * <p>The field may be private, and may be in a superclass or an enclosing class. Before it starts a
 * peer, it has the peer forget what it saw before. When a test fails, it prints what each peer saw
 * and did on standard error. For JUnit 5.10 and later, and JUnit 6.
 */
@Documented
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StartStopExtension.class)
@SuppressWarnings("exports") // JUnit is in the modules of those who use this.
public @interface StartStop {}
