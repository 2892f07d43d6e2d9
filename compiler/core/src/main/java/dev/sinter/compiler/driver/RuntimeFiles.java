package dev.sinter.compiler.driver;

import dev.sinter.runtime.Program;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The class files of the runtime and of what it needs, as this compiler runs with them: what an exported jar carries along. */
final class RuntimeFiles {
    private RuntimeFiles() {}

    /** Gives each file's name within a jar, and its bytes. */
    static void each(BiConsumer<String, byte[]> file) throws IOException {
        for (Class<?> anchor : List.<Class<?>>of(Program.class, DType.class)) {
            Path origin;
            try {
                origin = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new IOException("cannot tell where the runtime's classes are: " + e.getMessage(), e);
            }
            if (Files.isDirectory(origin)) {
                eachIn(origin, file);
            } else {
                eachIn(new JarFile(origin.toFile()), file);
            }
        }
    }

    private static boolean isWanted(String name) {
        return name.startsWith("dev/sinter/") && name.endsWith(".class") && !name.endsWith("package-info.class");
    }

    private static void eachIn(Path folder, BiConsumer<String, byte[]> file) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile).forEach(path -> {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (isWanted(name)) {
                    try {
                        file.accept(name, Files.readAllBytes(path));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
    }

    private static void eachIn(JarFile jar, BiConsumer<String, byte[]> file) throws IOException {
        try (jar) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (isWanted(entry.getName())) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        file.accept(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }
}
