package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.file.InputFile;
import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Expands {@code @FILE} on a command line to the words in the file. White space separates words,
 * quotes of either kind group them, {@code #} begins a comment, and a word may be {@code @FILE}
 * again; {@code @@word} stands for {@code @word}.
 *
 * <p>Picocli's own expansion is not used: it treats an unreadable file as a word, and reads an
 * endless one until memory runs out.
 */
final class ArgumentFiles {
  private static final int MOST_BYTES = 1 << 20;

  /** How deep files may name each other. */
  private static final int DEEPEST = 16;

  private final List<String> words = new ArrayList<>();

  private ArgumentFiles() {}

  /** A file that cannot be used; the message names it and the reason. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String file, String reason) {
      super("cannot read " + file + ": " + reason);
    }
  }

  /** The arguments, with files expanded. */
  static String[] expand(String... arguments) throws UnusableException {
    ArgumentFiles expanded = new ArgumentFiles();
    for (String argument : arguments) {
      expanded.add(argument, 0);
    }
    return expanded.words.toArray(String[]::new);
  }

  private void add(String word, int depth) throws UnusableException {
    if (word.startsWith("@@")) {
      words.add(word.substring(1));
    } else if (word.startsWith("@") && word.length() > 1) {
      addWordsOf(word.substring(1), depth + 1);
    } else {
      words.add(word);
    }
  }

  private void addWordsOf(String file, int depth) throws UnusableException {
    if (depth > DEEPEST) {
      throw new UnusableException(file, "argument files are nested too deeply");
    }
    try {
      byte[] bytes = InputFile.read(Path.of(file), MOST_BYTES);
      StreamTokenizer tokens =
          new StreamTokenizer(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
      tokens.resetSyntax();
      tokens.wordChars(' ', 255);
      tokens.whitespaceChars(0, ' ');
      tokens.quoteChar('"');
      tokens.quoteChar('\'');
      tokens.commentChar('#');
      while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
        add(tokens.sval, depth);
      }
    } catch (InvalidPathException e) {
      throw new UnusableException(file, "not a valid file name");
    } catch (IOException e) {
      throw new UnusableException(file, FailureText.of(e));
    }
  }
}
