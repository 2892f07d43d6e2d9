package dev.sinter.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;

/** The folders of models: {@code good} ones, {@code bad} ones, and what is {@code expected} of both. {@code -Dsinter.rewrite} rewrites that. */
final class Folder {
    private static final Path ROOT = Path.of("src/test/resources/dev/sinter/processor");

    private Folder() {}

    /** The names of a folder's models. */
    static List<String> models(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString().replace(".java", "")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JavaFileObject source(String folder, String model) {
        return JavaFileObjects.forSourceString("shop." + model, text(folder, model));
    }

    static String text(String folder, String model) {
        try {
            return Files.readString(ROOT.resolve(folder).resolve(model + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds that a text is what the file says. */
    static void expect(String file, String text) throws IOException {
        Path expected = ROOT.resolve("expected").resolve(file);
        if (System.getProperty("sinter.rewrite") != null) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }
}
