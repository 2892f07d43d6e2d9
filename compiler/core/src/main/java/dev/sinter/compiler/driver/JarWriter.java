package dev.sinter.compiler.driver;

import dev.sinter.runtime.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Collects the files of a jar and writes them so that the same files give the same bytes: in order of name, at a fixed time. */
final class JarWriter {
    /** Not the first moment of 1980: to that one the JDK adds a field that depends on the local time zone. */
    private static final LocalDateTime THEN = LocalDateTime.of(1980, 2, 1, 0, 0);
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Map<String, byte[]> files = new TreeMap<>();

    /** Adds a file; a second one of the same name is an {@link IllegalArgumentException}. */
    void add(String name, byte[] bytes) {
        if (files.putIfAbsent(name, bytes) != null) {
            throw new IllegalArgumentException("the jar would hold '" + name + "' twice");
        }
    }

    /** Writes the jar; whatever happens meanwhile, the file is the old one or the whole new one. */
    void write(Path target) throws IOException {
        AtomicFile.write(target, this::write);
    }

    private void write(OutputStream out) throws IOException {
        // Finished, not closed: what lies beneath is forced to the disk first.
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_COMPRESSION);
        // A jar reader expects the manifest first.
        byte[] manifest = files.get(MANIFEST);
        if (manifest != null) {
            put(zip, MANIFEST, manifest);
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().equals(MANIFEST)) {
                put(zip, file.getKey(), file.getValue());
            }
        }
        zip.finish();
        zip.flush();
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(THEN);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
