package dev.echo7.junit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Carries out {@link StartStop}. A peer lives as long as the object that has it: the class, the
 * test, or for a class with one instance, that class.
 *
 * <p>It has no state: what it started is in JUnit's store of the class or of the test.
 */
final class StartStopExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(StartStopExtension.class);

  /** A peer, and where it was found. */
  private record Found(EchoPeer peer, String name) {}

  /** The peers that were started for one class or one test. */
  private static final class Started {
    private final List<Found> all = new ArrayList<>();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    List<Found> found = peers(context.getRequiredTestClass(), null, ModifierSupport::isStatic);
    context
        .getTestInstance()
        .ifPresent(
            only -> found.addAll(peers(only.getClass(), only, ModifierSupport::isNotStatic)));
    start(context, found);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    List<Found> found = new ArrayList<>();
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      found.addAll(peers(instance.getClass(), instance, ModifierSupport::isNotStatic));
    }
    found.removeIf(each -> isStarted(context, each));
    start(context, found);
  }

  /** Whether the class, or an enclosing one, has started it. */
  private static boolean isStarted(ExtensionContext context, Found found) {
    return startedFor(context).stream().anyMatch(each -> each.peer == found.peer);
  }

  private static List<Found> peers(
      Class<?> type, @Nullable Object instance, Predicate<Field> wanted) {
    List<Found> found = new ArrayList<>();
    for (Field field :
        AnnotationSupport.findAnnotatedFields(
            type, StartStop.class, wanted, HierarchyTraversalMode.TOP_DOWN)) {
      found.add(new Found(peer(field, instance), field.getName()));
    }
    return found;
  }

  private static EchoPeer peer(Field field, @Nullable Object instance) {
    Object value;
    try {
      value = ReflectionSupport.tryToReadFieldValue(field, instance).get();
    } catch (Exception e) {
      throw new ExtensionConfigurationException("cannot read " + field, e);
    }
    if (value instanceof EchoPeer peer) {
      return peer;
    }
    throw new ExtensionConfigurationException(
        "@StartStop needs an EchoPeer, and "
            + field
            + (value == null ? " is null; initialize it" : " is a " + value.getClass().getName()));
  }

  private static void start(ExtensionContext context, List<Found> found) {
    Started started = new Started();
    context.getStore(NAMESPACE).put(context.getUniqueId(), started);
    for (Found each : found) {
      each.peer.enter();
      started.all.add(each);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context
        .getExecutionException()
        .filter(failure -> !(failure instanceof TestAbortedException))
        .ifPresent(failure -> print(context));
    stop(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  private static void print(ExtensionContext context) {
    for (Found each : startedFor(context)) {
      System.err.println(
          context.getDisplayName() + " failed; peer '" + each.name + "': " + each.peer.report());
    }
  }

  private static void stop(ExtensionContext context) {
    Started started = context.getStore(NAMESPACE).remove(context.getUniqueId(), Started.class);
    if (started != null) {
      started.all.forEach(each -> each.peer.leave());
    }
  }

  /** Those of the test, of its class and of the classes around it. */
  private static List<Found> startedFor(ExtensionContext context) {
    List<Found> all = new ArrayList<>();
    ExtensionContext each = context;
    while (each != null) {
      Started started = each.getStore(NAMESPACE).get(each.getUniqueId(), Started.class);
      if (started != null) {
        all.addAll(started.all);
      }
      each = each.getParent().orElse(null);
    }
    return all;
  }
}
