package dev.echo7.admin.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that matches a route: the variable part of its path, and its query parameters.
 *
 * @param argument the part of the path that the route has in braces; empty if it has none
 * @param accept the media types that the client prefers
 * @param conditions If-Match and If-None-Match of the request
 */
public record Query(
    String argument,
    MediaRanges accept,
    Preconditions conditions,
    Map<String, List<String>> parameters) {

  /** Rejects unknown parameters: a misspelled filter would match everything. */
  public void expectOnly(Set<String> known) throws BadRequestException {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw new BadRequestException(
            "unknown parameter '"
                + parameter.getKey()
                + (known.isEmpty()
                    ? "'; this request has no parameters"
                    : "'; known parameters: "
                        + String.join(", ", known.stream().sorted().toList())));
      }
      if (parameter.getValue().size() > 1) {
        throw new BadRequestException("'" + parameter.getKey() + "' is given more than once");
      }
    }
  }

  public @Nullable String text(String name) {
    List<String> values = parameters.get(name);
    return values == null ? null : values.getFirst();
  }

  public int number(String name, int least, int most, int otherwise) throws BadRequestException {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw new BadRequestException(name + "=" + text + ": give " + least + " to " + most);
  }

  public boolean flag(String name) throws BadRequestException {
    String text = text(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw new BadRequestException(name + "=" + text + ": give true or false");
  }
}
