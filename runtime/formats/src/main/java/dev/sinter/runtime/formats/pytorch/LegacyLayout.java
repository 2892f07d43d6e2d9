package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file of PyTorch before 1.6: pickles of a magic number, the format's version, the machine, the value itself and the list of the
 * storages' keys; then each storage, its number of elements as 8 bytes and the elements, little-endian.
 */
final class LegacyLayout {
    private static final long VERSION = 1001;
    private static final Buffer NONE = Buffer.zeros(DType.F32, 0);

    /** What the value says of a storage, which itself says only how many elements it has. */
    private record Size(int width, long bytes) {}

    private final ByteSource source;
    private final long start;
    private final Map<String, Size> sizes = new HashMap<>();
    private final Map<String, Long> places = new HashMap<>();

    /** @param start where the magic number's pickle ends */
    LegacyLayout(ByteSource source, long start) {
        this.source = source;
        this.start = start;
    }

    @Nullable
    Object read() throws IOException {
        long machine = PickleScan.end(source, start);
        long value = PickleScan.end(source, machine);
        long keys = PickleScan.end(source, value);
        long data = PickleScan.end(source, keys);
        if (!Long.valueOf(VERSION).equals(plain(start))) {
            throw source.malformed(start, "the format's version is not " + VERSION);
        }
        if (!(plain(machine) instanceof Map<?, ?>)) {
            throw source.malformed(machine, "a description of the machine is needed");
        }
        // Once for what the storages are, then with the storages.
        new PickleReader(source, value, this::note).read();
        place(plain(keys), data);
        TensorReader.Storages storages = (key, length, cursor, at) -> {
            Long place = places.get(key);
            if (place == null) {
                throw cursor.malformed(at, "there is no storage '" + key + "'");
            }
            return new TensorReader.Stored(source, place, length);
        };
        return new PickleReader(source, value, PyTorchFile.reader(storages, ByteOrder.LITTLE_ENDIAN, source)).read();
    }

    /** Reads a pickle without tensors. */
    private @Nullable Object plain(long position) throws IOException {
        return new PickleReader(source, position, (view, cursor, at) -> {
            throw cursor.malformed(at, "a tensor where none belongs");
        }).read();
    }

    private Buffer note(TensorReader.View view, Cursor cursor, long at) throws IOException {
        Size size = new Size(view.dtype().bytes(), view.stored());
        Size before = sizes.putIfAbsent(view.key(), size);
        if (before != null && !before.equals(size)) {
            throw cursor.malformed(at, "the storage '" + view.key() + "' has two sizes");
        }
        return NONE;
    }

    private void place(@Nullable Object keys, long data) throws IOException {
        if (!(keys instanceof List<?> list)) {
            throw source.malformed(data, "a list of the storages' keys is needed before the storages");
        }
        long at = data;
        for (Object key : list) {
            Size size = key instanceof String ? sizes.get(key) : null;
            if (size == null) {
                throw source.malformed(data, "no tensor refers to the storage '" + key + "'");
            }
            long count = source.at(at, Long.BYTES).getLong();
            if (count < 0 || count != size.bytes / size.width || size.bytes > source.size() - at - Long.BYTES) {
                throw source.malformed(at, "the storage '" + key + "' has " + count + " elements, but "
                        + size.bytes / size.width + " are needed and the file ends at " + source.size());
            }
            if (places.put((String) key, at + Long.BYTES) != null) {
                throw source.malformed(at, "the storage '" + key + "' stands twice");
            }
            at += Long.BYTES + size.bytes;
        }
        if (at != source.size()) {
            throw source.malformed(at, "something follows the last storage");
        }
    }
}
