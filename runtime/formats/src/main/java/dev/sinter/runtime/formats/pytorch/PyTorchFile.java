package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code torch.save} wrote: a state dict, or a checkpoint with one inside.
 *
 * <pre>{@code
 * Map<String, Buffer> weights = PyTorchFile.tensors(Path.of("resnet18.pth"));
 * Map<?, ?> checkpoint = (Map<?, ?>) PyTorchFile.read(Path.of("epoch3.pt"));
 * }</pre>
 *
 * <p>No code in a file is run, whatever it asks for: a file that names anything but tensors and their containers is refused with that
 * name. Both of PyTorch's formats are read, the zip archive (since 1.6) in both byte orders, and the older one. Quantised, sparse and
 * complex tensors, TorchScript programs and whole pickled models are refused by name. {@link PyTorchWriter} writes such files.
 */
public final class PyTorchFile {
    private static final int ZIP = 0x04034b50;
    /** The number with which the older format begins, as a pickle. */
    private static final byte[] MAGIC = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46,
        (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'};
    private static final int TAR_NAME = 257;

    private PyTorchFile() {}

    /**
     * The value that was saved: a {@link Map} for a dict, a {@link java.util.List} for a list, tuple or size, a {@link Buffer} for a tensor or
     * parameter, a {@link Long} (or {@link java.math.BigInteger}), {@link Double}, {@link Boolean} or {@link String}, and null for None.
     * Tensors that share all their elements, as tied weights do, are one buffer.
     *
     * @throws FormatException where the file is malformed, or holds something else
     */
    public static @Nullable Object read(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source);
        }
    }

    /**
     * The tensors by name. Those of dicts and lists inside others have both names, {@code model/fc.weight}; numbers are tensors without
     * axes; texts and None are left out.
     *
     * @throws FormatException where the file is malformed, or holds something else
     */
    public static Map<String, Buffer> tensors(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return tensors(source);
        }
    }

    static Map<String, Buffer> tensors(ByteSource source) throws IOException {
        return new Flattening(source).of(read(source));
    }

    static @Nullable Object read(ByteSource source) throws IOException {
        if (source.size() < MAGIC.length) {
            throw source.malformed(0, "it is too short for a file of torch.save");
        }
        if (source.at(0, 4).getInt() == ZIP) {
            return new ZipLayout(source).read();
        }
        byte[] start = new byte[MAGIC.length];
        source.at(0, start.length).get(start);
        if (Arrays.equals(start, MAGIC)) {
            return new LegacyLayout(source, MAGIC.length).read();
        }
        if (source.size() > TAR_NAME + 5
                && StandardCharsets.US_ASCII.decode(source.at(TAR_NAME, 5)).toString().equals("ustar")) {
            throw source.malformed(TAR_NAME,
                    "it is a tar archive of PyTorch 0.1; load it in a newer PyTorch and save it again");
        }
        throw source.malformed(0, "it begins neither as a zip archive nor as a file of PyTorch before 1.6");
    }

    /** All tensors of a file together may take this much. */
    static TensorReader reader(TensorReader.Storages storages, ByteOrder order, ByteSource source) {
        return new TensorReader(storages, order, 2 * source.size());
    }
}
