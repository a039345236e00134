package dev.echo7.api;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes public types as lines of text, one a member, in a fixed order. */
final class ApiSignature {
  private ApiSignature() {}

  static List<String> of(List<Class<?>> types) {
    List<String> lines = new ArrayList<>();
    types.stream()
        .filter(ApiSignature::isVisible)
        .sorted(Comparator.comparing(Class::getName))
        .forEach(type -> addType(lines, type));
    return lines;
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (outer == null || isVisible(outer));
  }

  private static void addType(List<String> lines, Class<?> type) {
    String name = type.getName();
    lines.add(name + " " + kind(type) + modifiers(type.getModifiers() & ~Modifier.INTERFACE));
    Stream.of(type.getAnnotatedInterfaces())
        .map(each -> name + " implements " + shown(each))
        .forEach(lines::add);
    lines.addAll(sorted(Stream.of(type.getDeclaredFields()), ApiSignature::field));
    lines.addAll(sorted(Stream.of(type.getDeclaredConstructors()), ApiSignature::constructor));
    lines.addAll(sorted(Stream.of(type.getDeclaredMethods()), ApiSignature::method));
  }

  private static <T extends Member> List<String> sorted(
      Stream<T> members, Function<T, String> text) {
    return members
        .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
        .filter(member -> !isOfEvery(member))
        .map(text)
        .sorted()
        .toList();
  }

  /** What every object, or every enum, has. */
  private static boolean isOfEvery(Member member) {
    return member instanceof Method
        && (Set.of("equals", "hashCode", "toString").contains(member.getName())
            || (member.getDeclaringClass().isEnum()
                && Set.of("values", "valueOf").contains(member.getName())));
  }

  private static String kind(Class<?> type) {
    if (type.isRecord()) {
      return "record";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isInterface() ? (type.isSealed() ? "sealed interface" : "interface") : "class";
  }

  private static String field(Field field) {
    return field.getDeclaringClass().getName()
        + "#"
        + field.getName()
        + ": "
        + shown(field.getAnnotatedType())
        + modifiers(field.getModifiers() & Modifier.STATIC);
  }

  private static String constructor(Constructor<?> constructor) {
    return constructor.getDeclaringClass().getName() + parameters(constructor);
  }

  private static String method(Method method) {
    return method.getDeclaringClass().getName()
        + "#"
        + method.getName()
        + parameters(method)
        + ": "
        + shown(method.getAnnotatedReturnType())
        + thrown(method)
        + modifiers(method.getModifiers() & (Modifier.STATIC | Modifier.ABSTRACT));
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getAnnotatedParameterTypes())
        .map(ApiSignature::shown)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String thrown(Method method) {
    return method.getExceptionTypes().length == 0
        ? ""
        : Arrays.stream(method.getExceptionTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", " throws ", ""));
  }

  /** Without packages: types of one name in two packages would be a defect of its own. */
  private static String shown(AnnotatedType type) {
    return type.toString()
        .replaceAll("([a-z0-9]+\\.)+(@)?", "$2")
        .replaceAll("@org\\.jspecify\\.annotations\\.", "@")
        .replaceAll("@Nullable\\(\\) *", "@Nullable ")
        .replace('$', '.');
  }

  private static String modifiers(int modifiers) {
    String text = Modifier.toString(modifiers & ~Modifier.PUBLIC);
    return text.isEmpty() ? "" : ", " + text;
  }
}
