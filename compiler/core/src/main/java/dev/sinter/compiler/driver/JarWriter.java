package dev.sinter.compiler.driver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Collects the files of a jar and writes them so that the same files give the same bytes: in order of name, at a fixed time, uncompressed where compression differs between zlibs. */
final class JarWriter {
    /** The earliest time that zip can say. */
    private static final LocalDateTime THEN = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Map<String, byte[]> files = new TreeMap<>();

    /** Adds a file; a second one of the same name is an {@link IllegalArgumentException}. */
    void add(String name, byte[] bytes) {
        if (files.putIfAbsent(name, bytes) != null) {
            throw new IllegalArgumentException("the jar would hold '" + name + "' twice");
        }
    }

    /** Writes the jar to a file beside {@code target} and moves it there when it is whole. */
    void write(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(folder, "." + target.getFileName(), ".part");
        try {
            try (OutputStream out = Files.newOutputStream(draft)) {
                write(out);
            }
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void write(OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
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
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(THEN);
        // Deflated bytes depend on the JDK's zlib; stored ones do not.
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
