package dev.sinter.runtime;

import dev.sinter.runtime.io.TensorFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of a call from the files of a command line. */
final class InputFiles {
    private final Entry entry;
    private final Map<String, Buffer> inputs = new LinkedHashMap<>();

    private InputFiles(Entry entry) {
        this.entry = entry;
    }

    /** All inputs by name. Names and their number are checked before any file is read. */
    static Map<String, Buffer> read(Entry entry, List<LaunchOptions.Assignment> assignments) throws IOException {
        InputFiles files = new InputFiles(entry);
        for (LaunchOptions.Assignment assignment : assignments) {
            format(assignment.file);
            if (assignment.name != null) {
                files.requireArgument(assignment.name, "");
            }
        }
        for (LaunchOptions.Assignment assignment : assignments) {
            files.read(assignment.name, assignment.file);
        }
        for (Signature.Parameter argument : entry.arguments()) {
            if (!files.inputs.containsKey(argument.name())) {
                throw new UsageException(
                        entry.signature().entry() + " needs the input " + argument.name() + ": " + argument.type()
                                + "; give it with --input " + argument.name() + "=FILE");
            }
        }
        return files.inputs;
    }

    /** The format of a file, by its name. */
    static TensorFormat format(Path file) {
        TensorFormat format = TensorFormat.of(file);
        if (format == null) {
            throw new UsageException(
                    "the name of a file of tensors ends in .npy, .npz or .safetensors, unlike '" + file + "'");
        }
        return format;
    }

    private void read(@Nullable String name, Path file) throws IOException {
        Map<String, Buffer> found = format(file).read(file);
        if (name != null) {
            Buffer buffer = found.size() == 1 ? found.values().iterator().next() : found.get(name);
            if (buffer == null) {
                throw new IllegalArgumentException(file + " has no tensor '" + name + "'; it has " + found.keySet());
            }
            put(name, buffer);
        } else if (format(file) == TensorFormat.NPY) {
            if (entry.arguments().size() != 1) {
                throw new UsageException(entry.signature().entry() + " has " + entry.arguments().size()
                        + " inputs; say for which " + file + " is, as in --input NAME=" + file);
            }
            put(entry.arguments().get(0).name(), found.get(""));
        } else {
            for (Map.Entry<String, Buffer> tensor : found.entrySet()) {
                requireArgument(tensor.getKey(), " for the tensor of that name in " + file);
                put(tensor.getKey(), tensor.getValue());
            }
        }
    }

    private void put(String name, @Nullable Buffer buffer) {
        if (buffer != null && inputs.put(name, buffer) != null) {
            throw new UsageException("the input " + name + " is given twice");
        }
    }

    private void requireArgument(String name, String purpose) {
        for (Signature.Parameter argument : entry.arguments()) {
            if (argument.name().equals(name)) {
                return;
            }
        }
        throw new UsageException(
                entry.signature().entry() + " has no input '" + name + "'" + purpose + "; it is " + entry.signature());
    }
}
