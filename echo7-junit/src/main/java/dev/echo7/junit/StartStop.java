package dev.echo7.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts the {@link EchoPeer} in a field before each JUnit test, and closes it after the test. If
 * the field is static, or the test class is instantiated only once, it starts the peer before the
 * first test of the class and closes it after the last.
 *
 * <pre>{@code
 * @StartStop final EchoPeer peer = EchoPeer.tcp().fault(cut(64, KIB)).seed(7);
 * }</pre>
 *
 * <p>The field may be private, and may be in a superclass or an enclosing class. At each start, the
 * peer forgets what it saw before. When a test fails, what each peer saw and did is printed on
 * standard error. For JUnit 5.10 and later, and JUnit 6.
 */
@Documented
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StartStopExtension.class)
@SuppressWarnings("exports") // JUnit is in the modules of those who use this.
public @interface StartStop {}
