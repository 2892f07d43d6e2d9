package dev.sinter.runtime.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads zip archives, jars among them, as files in memory; each is held against its checksum before any is given out. */
public final class Zip {
    private Zip() {}

    /** The files by name, in the archive's order and without its folders; {@link FormatException} where it is malformed. */
    public static Map<String, byte[]> read(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source);
        }
    }

    static Map<String, byte[]> read(ByteSource source) throws IOException {
        // What deflate cannot reach is refused; the rest is no more than what the archive really holds.
        ZipReader zip = new ZipReader(source, Long.MAX_VALUE);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ZipReader.Entry entry : zip.entries()) {
            if (!entry.name.endsWith("/") && files.put(entry.name, zip.open(entry).copy()) != null) {
                throw source.malformed(0, "the entry '" + entry.name + "' stands twice");
            }
        }
        return files;
    }
}
