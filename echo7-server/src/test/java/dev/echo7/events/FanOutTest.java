package dev.echo7.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void tellsEachOfEveryEvent() throws Exception {
    ServerEvents fanOut = FanOut.to(List.of(listener("a", true), listener("b", true)));
    for (Method event : events()) {
      told.clear();
      Object[] arguments =
          Arrays.stream(event.getParameterTypes())
              .map(type -> type == int.class ? (Object) 1 : null)
              .toArray();
      event.invoke(fanOut, arguments);
      assertEquals(List.of("a " + event.getName(), "b " + event.getName()), told);
    }
  }

  @Test
  void tellsMessagesOnlyToWhoWantsThem() {
    Connection connection = SeenConnection.from("192.0.2.1", 5);
    ServerEvents one = FanOut.to(List.of(listener("a", false), listener("b", true)));
    one.received(connection, 5);
    assertEquals(List.of("b received"), told);
    assertTrue(one.wantsMessages());
    ServerEvents none = FanOut.to(List.of(listener("a", false), listener("b", false)));
    none.received(connection, 5);
    assertEquals(1, told.size());
    assertFalse(none.wantsMessages());
  }

  @Test
  void isNotThereForASingleListener() {
    ServerEvents only = listener("a", true);
    assertSame(only, FanOut.to(List.of(only)));
  }

  private static List<Method> events() {
    List<Method> events =
        Arrays.stream(ServerEvents.class.getMethods())
            .filter(method -> method.getReturnType() == void.class)
            .toList();
    assertTrue(events.size() >= 9, "found only " + events);
    return events;
  }

  private ServerEvents listener(String name, boolean wantsMessages) {
    return (ServerEvents)
        Proxy.newProxyInstance(
            ServerEvents.class.getClassLoader(),
            new Class<?>[] {ServerEvents.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == boolean.class) {
                return wantsMessages;
              }
              told.add(name + " " + method.getName());
              return null;
            });
  }
}
