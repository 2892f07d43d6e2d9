package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.ElementBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes files that {@code torch.load} reads, also with {@code weights_only}: the zip archive of PyTorch 1.6 and later, with each record's
 * data at a multiple of 64 bytes. The same values give the same bytes.
 */
public final class PyTorchWriter {
    private static final String FOLDER = "archive/";
    private static final int ALIGNMENT = 64;
    /** A zip entry's header without its name and extra field. */
    private static final int HEADER = 30;
    /** The extra field by which PyTorch pads: "FB", a length, anything. */
    private static final byte[] PADDING = {'F', 'B'};
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private PyTorchWriter() {}

    /** What one record of the archive holds. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Replaces {@code file} whole or not at all.
     *
     * @param values a state dict, or a checkpoint with dicts and lists inside: buffers, numbers, booleans, texts and nulls. Buffers over one
     *               array share one storage.
     */
    public static void write(Path file, Map<String, ?> values) throws IOException {
        PickleWriter pickle = new PickleWriter();
        byte[] bytes = pickle.write(values);
        AtomicFile.write(file, out -> write(out, bytes, pickle.storages()));
    }

    /** Writes the bytes of a file to a stream, which stays open. */
    public static void write(OutputStream out, Map<String, ?> values) throws IOException {
        PickleWriter pickle = new PickleWriter();
        byte[] bytes = pickle.write(values);
        write(out, bytes, pickle.storages());
    }

    private static void write(OutputStream out, byte[] pickle, List<Buffer> storages) throws IOException {
        Archive archive = new Archive(out);
        archive.add("data.pkl", content -> content.write(pickle));
        archive.add("byteorder", content -> content.write("little".getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < storages.size(); i++) {
            Buffer storage = storages.get(i);
            archive.add("data/" + i, content -> ElementBytes.write(storage, content));
        }
        archive.add("version", content -> content.write("3\n".getBytes(StandardCharsets.US_ASCII)));
        archive.zip.finish();
    }

    /** A zip archive of stored records that knows where it stands. */
    private static final class Archive {
        final ZipOutputStream zip;
        private long at;

        Archive(OutputStream out) {
            zip = new ZipOutputStream(out);
            zip.setMethod(ZipOutputStream.STORED);
        }

        void add(String name, Content content) throws IOException {
            Counted counted = new Counted();
            content.writeTo(counted);
            ZipEntry entry = new ZipEntry(FOLDER + name);
            entry.setTimeLocal(NO_TIME);
            entry.setSize(counted.length);
            entry.setCrc(counted.getChecksum().getValue());
            long start = at + HEADER + FOLDER.length() + name.length() + 4;
            int padding = (int) (-start & ALIGNMENT - 1);
            byte[] extra = new byte[4 + padding];
            System.arraycopy(PADDING, 0, extra, 0, 2);
            extra[2] = (byte) padding;
            entry.setExtra(extra);
            zip.putNextEntry(entry);
            content.writeTo(zip);
            zip.closeEntry();
            at = start + padding + counted.length;
        }
    }

    /** Counts what it is given, and forgets it. */
    private static final class Counted extends CheckedOutputStream {
        long length;

        Counted() {
            super(OutputStream.nullOutputStream(), new CRC32());
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            length++;
        }

        @Override
        public void write(byte[] bytes, int start, int count) throws IOException {
            super.write(bytes, start, count);
            length += count;
        }
    }
}
