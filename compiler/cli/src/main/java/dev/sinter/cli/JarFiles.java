package dev.sinter.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
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
    static JarFiles read(Path jar) {
        Map<String, byte[]> files = new TreeMap<>();
        try (JarFile opened = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : (Iterable<JarEntry>) opened.stream()::iterator) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), bytes(jar, opened, entry));
                }
            }
            Manifest manifest = opened.getManifest();
            return new JarFiles(jar, manifest == null ? new Attributes() : manifest.getMainAttributes(), files);
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw new UserError(jar + " is no readable jar: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path jar, JarFile opened, JarEntry entry) {
        try (InputStream in = opened.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
                throw new UserError(jar + " is damaged: the checksum of " + entry.getName() + " is another");
            }
            return bytes;
        } catch (IOException e) {
            throw new UserError(jar + " is damaged: " + entry.getName() + " cannot be read: " + e.getMessage(), e);
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
                return bytes == null ? super.getResourceAsStream(name) : new java.io.ByteArrayInputStream(bytes);
            }
        };
    }
}
