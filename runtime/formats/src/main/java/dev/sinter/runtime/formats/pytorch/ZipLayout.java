package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.ZipReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The archive of PyTorch 1.6 and later: in one folder of any name the pickle {@code data.pkl}, each storage as {@code data/KEY}, and
 * {@code byteorder}, which is little where it is missing.
 */
final class ZipLayout {
    private static final String PICKLE = "/data.pkl";

    private final ByteSource source;
    private final ZipReader zip;
    private final Map<String, ZipReader.Entry> entries = new HashMap<>();
    private final Map<String, ByteSource> opened = new HashMap<>();

    ZipLayout(ByteSource source) throws IOException {
        this.source = source;
        // PyTorch stores without packing: what unpacks to more than the file is none of its archives.
        this.zip = new ZipReader(source, source.size());
        for (ZipReader.Entry entry : zip.entries()) {
            if (entries.put(entry.name(), entry) != null) {
                throw source.malformed(0, "the entry '" + entry.name() + "' stands twice");
            }
        }
    }

    @Nullable
    Object read() throws IOException {
        String folder = folder();
        if (entries.containsKey(folder + "/constants.pkl")) {
            throw source.malformed(0,
                    "it is a TorchScript program; Sinter reads what torch.save(model.state_dict(), ...) wrote");
        }
        ByteSource pickle = open(folder + PICKLE);
        long end = PickleScan.end(pickle, 0);
        if (end != pickle.size()) {
            throw pickle.malformed(end, "something follows the pickle");
        }
        TensorReader.Storages storages = (key, length, cursor, at) -> {
            if (!entries.containsKey(folder + "/data/" + key)) {
                throw cursor.malformed(at, "the archive has no storage '" + key + "'");
            }
            ByteSource stored = open(folder + "/data/" + key);
            if (stored.size() != length) {
                throw cursor.malformed(at, "the storage '" + key + "' has " + stored.size() + " bytes, but " + length
                        + " are needed");
            }
            return new TensorReader.Stored(stored, 0, stored.size());
        };
        return new PickleReader(pickle, 0, PyTorchFile.reader(storages, order(folder), source)).read();
    }

    private String folder() throws IOException {
        for (ZipReader.Entry entry : zip.entries()) {
            String name = entry.name();
            if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
                return name.substring(0, name.length() - PICKLE.length());
            }
        }
        throw source.malformed(0, "the archive has no data.pkl; it is not of torch.save");
    }

    private ByteSource open(String name) throws IOException {
        ByteSource known = opened.get(name);
        if (known == null) {
            ZipReader.Entry entry = entries.get(name);
            if (entry == null) {
                throw source.malformed(0, "the archive has no '" + name + "'");
            }
            known = zip.open(entry);
            opened.put(name, known);
        }
        return known;
    }

    private ByteOrder order(String folder) throws IOException {
        String name = folder + "/byteorder";
        if (!entries.containsKey(name)) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        ByteSource entry = open(name);
        String order = entry.size() > 6
                ? "?"
                : StandardCharsets.US_ASCII.decode(entry.at(0, (int) entry.size())).toString();
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw entry.malformed(0, "the byte order is neither little nor big");
        };
    }
}
