package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes {@code .npz}, NumPy's archive of named arrays: a zip file of {@code .npy} files.
 *
 * <p>Stored and deflated archives are read; stored ones are written, without the time of day, so that the same arrays give
 * the same bytes.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";
    /** Not the first moment of 1980, to which the JDK adds a field in the local time zone. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /**
     * Reads all arrays in the archive's order; {@link FormatException} where it is malformed, and where it unpacks to more
     * than 256 MiB plus 64 times its own size.
     */
    public static Map<String, Buffer> read(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source, (256L << 20) + 64 * source.size());
        }
    }

    /** As {@link #read(Path)}, for archives that may unpack to {@code limit} bytes. */
    public static Map<String, Buffer> read(Path file, long limit) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source, limit);
        }
    }

    static Map<String, Buffer> read(ByteSource source, long limit) throws IOException {
        ZipReader zip = new ZipReader(source, limit);
        Map<String, Buffer> arrays = new LinkedHashMap<>();
        for (ZipReader.Entry entry : zip.entries()) {
            if (!entry.name.endsWith(SUFFIX)) {
                throw source.malformed(0, "the entry '" + entry.name + "' is not an .npy file");
            }
            String name = entry.name.substring(0, entry.name.length() - SUFFIX.length());
            if (arrays.put(name, Npy.read(zip.open(entry))) != null) {
                throw source.malformed(0, "the array '" + name + "' stands twice");
            }
        }
        return arrays;
    }

    /** Replaces {@code file} whole or not at all, with the arrays in the map's order; bf16 is an {@link IllegalArgumentException}. */
    public static void write(Path file, Map<String, Buffer> arrays) throws IOException {
        for (Buffer array : arrays.values()) {
            NpyHeader.write(array.dtype(), array.sizes());
        }
        AtomicFile.write(file, new AtomicFile.Content() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                write(out, arrays);
            }
        });
    }

    /** Writes the bytes of a file to a stream, which stays open. */
    public static void write(OutputStream out, Map<String, Buffer> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        for (Map.Entry<String, Buffer> array : arrays.entrySet()) {
            Buffer buffer = array.getValue();
            CheckedOutputStream checked = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
            Npy.write(checked, buffer);
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setTimeLocal(NO_TIME);
            entry.setCrc(checked.getChecksum().getValue());
            entry.setSize(NpyHeader.write(buffer.dtype(), buffer.sizes()).length
                    + (long) buffer.count() * buffer.dtype().bytes());
            zip.putNextEntry(entry);
            Npy.write(zip, buffer);
            zip.closeEntry();
        }
        zip.finish();
    }
}
