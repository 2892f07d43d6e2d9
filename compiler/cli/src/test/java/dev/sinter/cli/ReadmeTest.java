package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.text.Parser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The README")
class ReadmeTest {
    @TempDir private Path folder;

    /** The code blocks of the README in that language. */
    private static List<String> blocks(String language) throws Exception {
        Path readme = Path.of("").toAbsolutePath();
        while (!Files.exists(readme.resolve("README.md"))) {
            readme = readme.getParent();
        }
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(readme.resolve("README.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    @Test
    @DisplayName("U1: its programs compile and run")
    void programsRun() throws Exception {
        for (String program : blocks("java")) {
            Matcher name = Pattern.compile("public class (\\w+)").matcher(program);
            assertThat(name.find()).isTrue();
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            SimpleJavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name.group(1) + ".java"),
                    SimpleJavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return program;
                }
            };
            List<String> options = List.of("-proc:none", "-d", folder.toString(), "-classpath",
                    System.getProperty("java.class.path"));
            assertThat(compiler.getTask(null, null, null, options, null, List.of(source)).call()).isTrue();
            PrintStream before = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()},
                    ReadmeTest.class.getClassLoader())) {
                System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
                loader.loadClass(name.group(1)).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } finally {
                System.setOut(before);
            }
            assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("tensor(");
        }
    }

    @Test
    @DisplayName("C2: its graphs parse and print as they stand there")
    void graphsParse() throws Exception {
        for (String graph : blocks("sir")) {
            assertThat(Parser.parse(graph)).hasToString(graph);
        }
    }
}
