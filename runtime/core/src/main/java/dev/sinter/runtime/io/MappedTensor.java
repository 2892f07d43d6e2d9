package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tensor whose elements are the bytes of a file, little-endian and row-major, mapped into memory: processes that map the same file
 * share its pages, and each sees what another writes as soon as it is written.
 *
 * <p>Programs work on arrays, so {@link #read} copies the elements of the moment and {@link #write} copies back. An element is never
 * seen half-written; a tensor of several may be seen while another process is in the middle of writing it.
 */
public final class MappedTensor {
    private final Path file;
    private final DType dtype;
    private final long[] sizes;
    private final ByteBuffer bytes;

    private MappedTensor(Path file, DType dtype, long[] sizes, ByteBuffer bytes) {
        this.file = file;
        this.dtype = dtype;
        this.sizes = sizes;
        this.bytes = bytes;
    }

    /**
     * Maps a file for reading and writing; one that does not exist is made, full of zeros.
     *
     * @throws IOException where the file has another length than the tensor, or the tensor has 2 GiB or more
     */
    public static MappedTensor open(Path file, DType dtype, long... sizes) throws IOException {
        return map(file, dtype, sizes, FileChannel.MapMode.READ_WRITE,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
    }

    /** As {@link #open} for a file that exists and is only looked at. */
    public static MappedTensor openReadOnly(Path file, DType dtype, long... sizes) throws IOException {
        return map(file, dtype, sizes, FileChannel.MapMode.READ_ONLY, Set.of(StandardOpenOption.READ));
    }

    private static MappedTensor map(Path file, DType dtype, long[] sizes, FileChannel.MapMode mode,
            Set<StandardOpenOption> options) throws IOException {
        String type = TensorType.of(dtype, sizes).toString();
        long length = ElementBytes.length(dtype, sizes, Integer.MAX_VALUE);
        if (length < 0) {
            throw new IOException("cannot map " + file + " as " + type + ": tensors of 2 GiB and more are not mapped");
        }
        try (FileChannel channel = FileChannel.open(file, options)) {
            // What is mapped beyond a new file's end becomes a part of it, of zeros.
            if (channel.size() != length && (channel.size() != 0 || mode == FileChannel.MapMode.READ_ONLY)) {
                throw new IOException("cannot map " + file + " as " + type + ": that takes " + length
                        + " bytes, but the file has " + channel.size());
            }
            return new MappedTensor(file, dtype, sizes.clone(), channel.map(mode, 0, length));
        }
    }

    public Path file() {
        return file;
    }

    public TensorType type() {
        return TensorType.of(dtype, sizes);
    }

    public boolean isReadOnly() {
        return bytes.isReadOnly();
    }

    private ByteBuffer all() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements of this moment.
     *
     * @throws UncheckedIOException where another process has cut the file, or a bool is neither 0 nor 1
     */
    public Buffer read() {
        Buffer buffer = Buffer.zeros(dtype, sizes);
        try {
            ElementBytes.get(all(), buffer, 0, buffer.count());
        } catch (InternalError e) {
            throw cut(e);
        }
        for (int i = 0; dtype == DType.BOOL && i < buffer.count(); i++) {
            if ((buffer.bytes()[i] & 0xfe) != 0) {
                throw new UncheckedIOException(new FormatException(file.toString(), i, "a bool is 0 or 1, not "
                        + (buffer.bytes()[i] & 0xff)));
            }
        }
        return buffer;
    }

    /**
     * Overwrites the elements.
     *
     * @param before where not null, only elements whose bits differ from those here are written, so that a write to a part leaves the
     *               others to whoever else writes them
     */
    public void write(Buffer elements, @Nullable Buffer before) {
        try {
            if (before == null) {
                ElementBytes.put(all(), elements, 0, elements.count());
                return;
            }
            ByteBuffer all = all();
            int width = dtype.bytes();
            for (int i = 0; i < elements.count(); i++) {
                long bits = elements.bits(i);
                if (bits != before.bits(i)) {
                    put(all, i * width, width, bits);
                }
            }
        } catch (InternalError e) {
            throw cut(e);
        }
    }

    private static void put(ByteBuffer all, int at, int width, long bits) {
        switch (width) {
            case 1 -> all.put(at, (byte) bits);
            case 2 -> all.putShort(at, (short) bits);
            case 4 -> all.putInt(at, (int) bits);
            default -> all.putLong(at, bits);
        }
    }

    /** How the JVM reports that a mapped file has shrunk. */
    private UncheckedIOException cut(InternalError e) {
        return new UncheckedIOException(new IOException(file + " was cut while it was mapped", e));
    }
}
