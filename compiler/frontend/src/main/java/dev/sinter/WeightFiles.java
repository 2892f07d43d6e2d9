package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ForeignFormat;
import dev.sinter.runtime.io.TensorFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Named tensors in files of the format that the end of a file's name says. */
final class WeightFiles {
    private WeightFiles() {}

    static void save(Path file, Map<String, Tensor> tensors) throws IOException {
        Map<String, Buffer> buffers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> buffers.put(name, tensor.buffer()));
        TensorFormat format = TensorFormat.of(file);
        if (format != null) {
            format.write(file, buffers);
        } else {
            foreign("save", file).write(file, buffers);
        }
    }

    /** Tensors that are one in the file, as tied weights are, share their storage. */
    static Map<String, Tensor> load(Path file) throws IOException {
        TensorFormat format = TensorFormat.of(file);
        Map<String, Buffer> buffers = format != null ? format.read(file) : foreign("load", file).read(file);
        IdentityHashMap<Buffer, Storage> storages = new IdentityHashMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        buffers.forEach((name, buffer) -> tensors.put(name,
                Tensor.of(storages.computeIfAbsent(buffer, each -> new Storage(Value.known(each))))));
        return tensors;
    }

    private static ForeignFormat foreign(String what, Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        ForeignFormat format = find(ServiceLoader.load(ForeignFormat.class), name);
        if (format == null) {
            format = find(ServiceLoader.load(ForeignFormat.class, ForeignFormat.class.getClassLoader()), name);
        }
        if (format != null) {
            return format;
        }
        boolean isOptional = Stream.of(".pt", ".pth", ".h5", ".hdf5").anyMatch(name::endsWith);
        throw new Diagnostic(what + " of " + file + ": " + (isOptional
                ? "files of PyTorch and HDF5 need the module sinter-formats, which is not on the class path or module path"
                : "the end of the name says which format a file has: .safetensors, .npz, .npy, and with sinter-formats"
                        + " .pt, .pth, .h5, .hdf5"));
    }

    private static @Nullable ForeignFormat find(Iterable<ForeignFormat> formats, String name) {
        for (ForeignFormat format : formats) {
            if (format.suffixes().stream().anyMatch(name::endsWith)) {
                return format;
            }
        }
        return null;
    }
}
