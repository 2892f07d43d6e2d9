package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file: named tensors that are read, one by one, where they lie.
 *
 * <p>Opening checks all but the elements: the header is UTF-8 and JSON of exactly the prescribed form, no key stands twice,
 * every tensor's bytes are as many as its shape says, and together they cover the rest of the file without gap or overlap.
 * Where that is not so, a {@link FormatException} says what and where. Nothing in a file makes a reader allocate more than
 * the file itself warrants. {@link SafetensorsWriter} writes such files.
 */
public final class Safetensors implements Closeable {
    static final String METADATA = "__metadata__";
    /** As in the format's reference reader. */
    private static final long LONGEST_HEADER = 100_000_000;
    private static final int LENGTH_BYTES = 8;

    /** Where one tensor lies; begin and end count from the end of the header. */
    private record Entry(String name, DType dtype, long[] sizes, long begin, long end) {}

    private final ByteSource source;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Safetensors(ByteSource source) throws IOException {
        this.source = source;
        if (source.size() < LENGTH_BYTES) {
            throw source.malformed(source.size(),
                    "the header's length takes 8 bytes, but the file has " + source.size());
        }
        long length = source.at(0, LENGTH_BYTES).getLong();
        if (length < 0 || length > LONGEST_HEADER || length > source.size() - LENGTH_BYTES) {
            throw source.malformed(0, "the header's length is " + Long.toUnsignedString(length) + ", but "
                    + (source.size() - LENGTH_BYTES) + " bytes follow and a header has at most " + LONGEST_HEADER);
        }
        dataStart = LENGTH_BYTES + length;
        byte[] json = new byte[(int) length];
        source.at(LENGTH_BYTES, json.length).get(json);
        if (json.length == 0 || json[0] != '{') {
            throw source.malformed(LENGTH_BYTES, "the header begins with '{'");
        }
        readHeader(new JsonReader(source.name(), LENGTH_BYTES, json));
        checkCover();
    }

    /** Opens and checks a file; large ones are mapped into memory. */
    public static Safetensors open(Path file) throws IOException {
        return open(ByteSource.open(file));
    }

    static Safetensors open(ByteSource source) throws IOException {
        try {
            return new Safetensors(source);
        } catch (IOException e) {
            source.close();
            throw e;
        }
    }

    /** Reads all tensors of a file, in the order of their names. */
    public static Map<String, Buffer> read(Path file) throws IOException {
        try (Safetensors opened = open(file)) {
            return opened.readAll();
        }
    }

    /** Reads all tensors from a stream of less than 2 GiB; {@code name} stands for the file in messages. */
    public static Map<String, Buffer> read(InputStream in, String name) throws IOException {
        try (Safetensors opened = open(ByteSource.of(name, in.readAllBytes()))) {
            return opened.readAll();
        }
    }

    /** The names of the tensors, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** What the file says about itself. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** The type of a tensor; {@link IllegalArgumentException} where there is none of that name. */
    public TensorType type(String name) {
        Entry entry = entry(name);
        return TensorType.of(entry.dtype, entry.sizes);
    }

    /** Reads a tensor; {@link IllegalArgumentException} where there is none of that name. */
    public Buffer read(String name) throws IOException {
        Entry entry = entry(name);
        return ElementBytes.read(source, dataStart + entry.begin, ByteOrder.LITTLE_ENDIAN, entry.dtype, entry.sizes);
    }

    private Map<String, Buffer> readAll() throws IOException {
        Map<String, Buffer> tensors = new LinkedHashMap<>();
        for (String name : entries.keySet()) {
            tensors.put(name, read(name));
        }
        return tensors;
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    source.name() + " has no tensor '" + name + "'; it has " + entries.keySet());
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private void readHeader(JsonReader json) throws FormatException {
        boolean hasMetadata = false;
        List<Entry> found = new ArrayList<>();
        json.beginObject();
        for (boolean first = true; json.next(first, '}'); first = false) {
            String name = json.key();
            if (!name.equals(METADATA)) {
                found.add(readEntry(json, name));
            } else if (hasMetadata) {
                throw json.malformed("the key " + METADATA + " stands twice");
            } else {
                hasMetadata = true;
                readMetadata(json);
            }
        }
        json.end();
        found.sort(Comparator.comparing(Entry::name));
        for (Entry entry : found) {
            if (entries.put(entry.name, entry) != null) {
                throw source.malformed(LENGTH_BYTES, "the tensor '" + entry.name + "' stands twice");
            }
        }
    }

    private void readMetadata(JsonReader json) throws FormatException {
        json.beginObject();
        for (boolean first = true; json.next(first, '}'); first = false) {
            String key = json.key();
            if (metadata.put(key, json.string()) != null) {
                throw json.malformed("the key '" + key + "' stands twice in " + METADATA);
            }
        }
    }

    private Entry readEntry(JsonReader json, String name) throws FormatException {
        DType dtype = null;
        long[] sizes = null;
        long[] offsets = null;
        json.beginObject();
        for (boolean first = true; json.next(first, '}'); first = false) {
            String key = json.key();
            if (key.equals("dtype") && dtype == null) {
                dtype = dtype(json, name, json.string());
            } else if (key.equals("shape") && sizes == null) {
                sizes = numbers(json);
            } else if (key.equals("data_offsets") && offsets == null) {
                offsets = numbers(json);
            } else {
                throw json.malformed(
                        "the tensor '" + name + "' has the key '" + key + "' twice or should not have it at all");
            }
        }
        if (dtype == null || sizes == null || offsets == null || offsets.length != 2) {
            throw json.malformed("the tensor '" + name + "' needs a dtype, a shape and two data_offsets");
        }
        long data = source.size() - dataStart;
        if (offsets[0] > offsets[1] || offsets[1] > data) {
            throw json.malformed(
                    "the tensor '" + name + "' lies at bytes " + offsets[0] + " to " + offsets[1] + " of " + data);
        }
        if (ElementBytes.length(dtype, sizes, data) != offsets[1] - offsets[0]) {
            throw json.malformed(
                    "the tensor '" + name + "' takes " + (offsets[1] - offsets[0]) + " bytes, which is not what "
                            + TensorType.of(dtype, sizes) + " needs");
        }
        return new Entry(name, dtype, sizes, offsets[0], offsets[1]);
    }

    private static DType dtype(JsonReader json, String name, String text) throws FormatException {
        for (DType dtype : DType.values()) {
            if (dtypeName(dtype).equals(text)) {
                return dtype;
            }
        }
        throw json.malformed("the tensor '" + name + "' has the dtype '" + text
                + "'; Sinter reads F32, F64, F16, BF16, I64, I32, I16, I8, U8 and BOOL");
    }

    /** How safetensors spells a dtype. */
    static String dtypeName(DType dtype) {
        return dtype.text().toUpperCase(Locale.ROOT);
    }

    private static long[] numbers(JsonReader json) throws FormatException {
        long[] numbers = new long[4];
        int count = 0;
        json.beginArray();
        for (boolean first = true; json.next(first, ']'); first = false) {
            if (count == ElementBytes.MOST_AXES) {
                throw json.malformed("a shape has at most " + ElementBytes.MOST_AXES + " dimensions");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = json.number();
        }
        return Arrays.copyOf(numbers, count);
    }

    private void checkCover() throws FormatException {
        List<Entry> inOrder = new ArrayList<>(entries.values());
        inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        for (Entry entry : inOrder) {
            if (entry.begin != at) {
                throw source.malformed(dataStart + Math.min(at, entry.begin),
                        "the tensor '" + entry.name + "' begins at byte " + entry.begin
                                + " of the data, but the one before it ends at " + at);
            }
            at = entry.end;
        }
        if (at != source.size() - dataStart) {
            throw source.malformed(dataStart + at,
                    (source.size() - dataStart - at) + " bytes after the last tensor belong to none");
        }
    }
}
