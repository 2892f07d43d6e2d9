package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file formats for tensors, told apart by the ends of file names. */
public enum TensorFormat {
    /** One tensor without a name. */
    NPY(".npy"),
    /** Named tensors. */
    NPZ(".npz"),
    /** Named tensors. */
    SAFETENSORS(".safetensors");

    private final String suffix;

    TensorFormat(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the names of such files, with its dot. */
    public String suffix() {
        return suffix;
    }

    /** The format of a file of this name, or null where no format has such files. */
    public static @Nullable TensorFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (TensorFormat format : values()) {
            if (name.endsWith(format.suffix)) {
                return format;
            }
        }
        return null;
    }

    /** Reads all tensors of a file; that of an {@code .npy} file has the empty name. */
    public Map<String, Buffer> read(Path file) throws IOException {
        return switch (this) {
            case NPY -> Map.of("", Npy.read(file));
            case NPZ -> Npz.read(file);
            case SAFETENSORS -> Safetensors.read(file);
        };
    }

    /** Replaces a file whole or not at all; an {@code .npy} file takes one tensor, of any name. */
    public void write(Path file, Map<String, Buffer> tensors) throws IOException {
        switch (this) {
            case NPY -> {
                if (tensors.size() != 1) {
                    throw new IllegalArgumentException(
                            "an .npy file holds one tensor, and these are " + tensors.size() + ": " + tensors.keySet()
                                    + "; use .npz or .safetensors");
                }
                Npy.write(file, tensors.values().iterator().next());
            }
            case NPZ -> Npz.write(file, tensors);
            case SAFETENSORS -> SafetensorsWriter.write(file, tensors, Map.of());
        }
    }
}
