package dev.sinter.runtime.formats.hdf5;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads and writes tensors as the datasets of an HDF5 file; a slash in a name stands for a group.
 *
 * <p>Read are f16, f32, f64, bf16, i8, i16, i32, i64, u8 and bool (as h5py has them) in both byte orders, whether contiguous, compact or
 * in chunks that are deflated or shuffled; datasets of texts are left out, others are refused by name. Links are refused: no file makes
 * a reader open another. Written are contiguous datasets of all but the 16-bit floats.
 */
public final class Hdf5File {
    /** No model is nested deeper. */
    private static final int DEEPEST = 64;
    /** The eight bytes with which an HDF5 file begins, as a little-endian number. */
    private static final long SIGNATURE = 0x0a1a_0a0d_4644_4889L;
    /** The least that any version of the superblock takes. */
    private static final int SUPERBLOCK = 52;

    private final String name;
    private final Map<String, Buffer> found = new LinkedHashMap<>();
    private final Set<Long> open = new HashSet<>();
    private final Elements elements;
    private long left;

    private Hdf5File(String name, long size) {
        this.name = name;
        this.elements = new Elements(name, size);
        this.left = Math.max(1000, size / 16);
    }

    /**
     * Reads all datasets by their paths, such as {@code dense/kernel:0}.
     *
     * @throws FormatException where the file is malformed or holds what is not read
     */
    public static Map<String, Buffer> read(Path file) throws IOException {
        Quiet.load();
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException("cannot read " + file + ": HDF5 files of 2 GiB and more are not supported yet");
            }
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), file.toString());
        }
    }

    static Map<String, Buffer> read(ByteBuffer bytes, String name) throws IOException {
        checkEnd(bytes, name);
        Hdf5File reading = new Hdf5File(name, bytes.capacity());
        try (HdfFile file = HdfFile.fromByteBuffer(bytes)) {
            reading.add("", file, 0);
            return reading.found;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | InternalError e) {
            // Whatever a library throws at a file that is no HDF5 file, or was cut while it was mapped.
            FormatException malformed = new FormatException(name, 0, "it cannot be read as HDF5: " + reason(e));
            malformed.initCause(e);
            throw malformed;
        }
    }

    /** The superblock, where it is the first thing in the file, says where the file ends. */
    private static void checkEnd(ByteBuffer bytes, String name) throws FormatException {
        ByteBuffer start = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (start.limit() < SUPERBLOCK || start.getLong(0) != SIGNATURE) {
            return;
        }
        int version = start.get(8);
        long end = start.getLong(version == 0 ? 40 : version == 1 ? 44 : 28);
        if (end > start.limit()) {
            throw new FormatException(name, start.limit(), "the file is cut: it says that it has " + end + " bytes");
        }
    }

    private static String reason(Throwable thrown) {
        Throwable last = thrown;
        for (int i = 0; i < 10 && last.getCause() != null; i++) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    private FormatException malformed(String path, String reason) {
        return new FormatException(name, 0, "'" + path + "' " + reason);
    }

    private void add(String path, Group group, int depth) throws FormatException {
        if (depth > DEEPEST || !open.add(group.getAddress())) {
            throw malformed(path, "is a group within itself, or in more than " + DEEPEST + " others");
        }
        for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            String inner = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
            if (--left < 0) {
                throw malformed(inner, "is one of more groups and datasets than the file has room for");
            }
            Node node = child.getValue();
            if (node.isLink()) {
                throw malformed(inner, "is a link; Sinter reads what is in the file and opens no other");
            }
            if (node instanceof Group below) {
                add(inner, below, depth + 1);
            } else if (node instanceof Dataset dataset) {
                Buffer tensor = elements.read(inner, dataset);
                if (tensor != null && found.put(inner, tensor) != null) {
                    throw malformed(inner, "stands twice");
                }
            }
        }
        open.remove(group.getAddress());
    }

    /**
     * Replaces {@code file} whole or not at all.
     *
     * @throws IllegalArgumentException where a tensor is f16 or bf16, or has no elements but more than one axis, or where one name goes
     *                                  through another
     */
    public static void write(Path file, Map<String, Buffer> tensors) throws IOException {
        Quiet.load();
        Map<String, Object> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (tensors.keySet().stream().anyMatch(other -> other.startsWith(name + "/")) || name.isEmpty()
                    || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of a dataset beside "
                        + tensors.keySet());
            }
            arrays.put(name, Nested.of(name, tensor));
        });
        AtomicFile.replace(file, temporary -> {
            try (WritableHdfFile written = HdfFile.write(temporary)) {
                Map<String, WritableGroup> groups = new LinkedHashMap<>();
                groups.put("", written);
                arrays.forEach((name, array) -> {
                    int slash = name.lastIndexOf('/');
                    WritableGroup group = group(groups, slash < 0 ? "" : name.substring(0, slash));
                    DatasetCreationOptions options = Objects.requireNonNull(tensors.get(name)).dtype() == DType.U8
                            ? DatasetCreationOptions.builder().unsigned().build()
                            : DatasetCreationOptions.DEFAULT;
                    group.putDataset(name.substring(slash + 1), array, options);
                });
            } catch (HdfException e) {
                throw new IOException("cannot write " + file + ": " + reason(e), e);
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        });
    }

    private static WritableGroup group(Map<String, WritableGroup> groups, String path) {
        WritableGroup known = groups.get(path);
        if (known == null) {
            int slash = path.lastIndexOf('/');
            known = group(groups, slash < 0 ? "" : path.substring(0, slash)).putGroup(path.substring(slash + 1));
            groups.put(path, known);
        }
        return known;
    }
}
