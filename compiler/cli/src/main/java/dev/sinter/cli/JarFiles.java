package dev.sinter.cli;

import dev.sinter.runtime.io.FormatException;
import dev.sinter.runtime.io.Zip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The files of a jar in memory, each held against its checksum: what is damaged is found before any of it is used. */
final class JarFiles {
    private final Path jar;
    private final Attributes attributes;
    private final Map<String, byte[]> files;

    private JarFiles(Path jar, Attributes attributes, Map<String, byte[]> files) {
        this.jar = jar;
        this.attributes = attributes;
        this.files = files;
    }

    /** Reads all files; what is wrong with the jar is a {@link UserError}. */
    static JarFiles read(Path jar) throws IOException {
        try {
            return of(jar, Zip.read(jar));
        } catch (FormatException e) {
            throw new UserError(jar + " is damaged, or no jar: " + e.reason(), e);
        }
    }

    /** A jar of these files. */
    static JarFiles of(Path jar, Map<String, byte[]> files) {
        try (InputStream manifest = new ByteArrayInputStream(files.getOrDefault(JarFile.MANIFEST_NAME, new byte[0]))) {
            return new JarFiles(jar, new Manifest(manifest).getMainAttributes(), new TreeMap<>(files));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(jar + " is damaged, or no jar: its manifest cannot be read: " + e.getMessage(), e);
        }
    }

    Path jar() {
        return jar;
    }

    /** A line of the manifest, or null. */
    @Nullable
    String attribute(String name) {
        return attributes.getValue(name);
    }

    /** All files by name, in order. */
    Map<String, byte[]> all() {
        return Collections.unmodifiableMap(files);
    }

    byte @Nullable [] get(String name) {
        return files.get(name);
    }

    /** Defines the jar's classes, except those that {@code parent} has: the runtime is this process's own. */
    ClassLoader loader(ClassLoader parent) {
        return new ClassLoader("jar", parent) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = files.get(name.replace('.', '/') + ".class");
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }

            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                byte[] bytes = files.get(name);
                return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
            }
        };
    }
}
