package dev.sinter.processor;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaFileObject;

/** Compilations in memory, and what comes out of them. */
final class Javacs {
    private Javacs() {}

    static Compilation compile(JavaFileObject... sources) {
        return compiler().compile(sources);
    }

    static Compiler compiler() {
        return Compiler.javac().withProcessors(new ModelProcessor()).withOptions("-Xlint:all");
    }

    /** A source from the text of lines. */
    static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(name, text);
    }

    /** The files of a compilation's class output by name. */
    static Map<String, byte[]> classOutput(Compilation compilation) {
        Map<String, byte[]> files = new HashMap<>();
        for (JavaFileObject file : compilation.generatedFiles()) {
            String path = file.toUri().getPath();
            if (path.startsWith("/CLASS_OUTPUT/")) {
                try (InputStream in = file.openInputStream()) {
                    files.put(path.substring("/CLASS_OUTPUT/".length()), in.readAllBytes());
                } catch (IOException e) {
                    // Asked for, never written.
                }
            }
        }
        return files;
    }

    /** Loads the classes of a compilation, over the classes of this test. */
    static ClassLoader load(Compilation compilation) {
        return load(classOutput(compilation), Javacs.class.getClassLoader());
    }

    /** Loads classes from files by name. */
    static ClassLoader load(Map<String, byte[]> files, ClassLoader parent) {
        return new ClassLoader(parent) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = files.get(name.replace('.', '/') + ".class");
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }

            @Override
            public InputStream getResourceAsStream(String name) {
                byte[] bytes = files.get(name);
                return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
            }
        };
    }

    /** The text of an in-memory file. */
    static String text(JavaFileObject file) {
        try {
            return file.getCharContent(false).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What javac says of a compilation, with the lines that it means. */
    static String report(Compilation compilation) {
        StringBuilder report = new StringBuilder();
        for (var each : compilation.diagnostics()) {
            String[] message = each.getMessage(Locale.ROOT).lines().toArray(String[]::new);
            report.append(each.getKind().name().toLowerCase(Locale.ROOT)).append(' ');
            if (each.getSource() == null) {
                report.append("nowhere: ").append(String.join("\n", message)).append('\n');
                continue;
            }
            report.append("in line ").append(each.getLineNumber()).append(": ").append(message[0]).append('\n');
            String line = text(each.getSource()).lines().toList().get((int) each.getLineNumber() - 1);
            report.append(line).append('\n');
            report.append(" ".repeat((int) each.getColumnNumber() - 1)).append("^\n");
            Arrays.stream(message).skip(1).forEach(more -> report.append(more).append('\n'));
        }
        return report.toString();
    }
}
