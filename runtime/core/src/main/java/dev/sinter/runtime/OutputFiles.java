package dev.sinter.runtime;

import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.TensorFormat;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the outputs of a call go: known to be possible before the call, written after it. */
final class OutputFiles {
    private final Signature signature;
    /** The names of the outputs in each file, by {@link AtomicFile#place}. */
    private final Map<Path, List<String>> namesIn = new LinkedHashMap<>();
    /** Each file as it was first spelt. */
    private final Map<Path, Path> spelt = new HashMap<>();

    /** Checks that each output exists, that its file can hold it, and that the file can be written. */
    OutputFiles(Signature signature, List<LaunchOptions.Assignment> assignments) throws IOException {
        this.signature = signature;
        List<String> assigned = new ArrayList<>();
        for (LaunchOptions.Assignment assignment : assignments) {
            for (Signature.Result result : results(assignment.name)) {
                if (assigned.contains(result.name())) {
                    throw new UsageException("the output " + result.name() + " is given two files");
                }
                assigned.add(result.name());
                requireHolds(assignment.file, result);
                add(assignment.file, result.name());
            }
        }
        for (Map.Entry<Path, List<String>> names : namesIn.entrySet()) {
            Path file = file(names.getKey());
            if (InputFiles.format(file) == TensorFormat.NPY && names.getValue().size() > 1) {
                throw new UsageException("an .npy file holds one tensor, but " + file + " is for " + names.getValue()
                        + "; name one of them, as in --output NAME=FILE, or use .npz or .safetensors");
            }
            AtomicFile.requireWritable(file);
        }
    }

    private void add(Path file, String output) {
        Path place = AtomicFile.place(file);
        Path before = spelt.putIfAbsent(place, file);
        if (before != null && InputFiles.format(before) != InputFiles.format(file)) {
            throw new UsageException(before + " and " + file + " are one file, which has one format");
        }
        List<String> names = namesIn.get(place);
        if (names == null) {
            names = new ArrayList<>();
            namesIn.put(place, names);
        }
        names.add(output);
    }

    private Path file(Path place) {
        return spelt.getOrDefault(place, place);
    }

    /** The output of that name; for null, all that do not update an input. */
    private List<Signature.Result> results(@Nullable String name) {
        List<Signature.Result> results = new ArrayList<>();
        for (Signature.Result result : signature.outputs()) {
            if (name == null ? result.updates() == Signature.NOTHING : result.name().equals(name)) {
                results.add(result);
            }
        }
        if (results.isEmpty()) {
            throw new UsageException(
                    signature.entry() + " has no output" + (name == null ? "" : " '" + name + "'") + "; it is "
                            + signature);
        }
        return results;
    }

    private static void requireHolds(Path file, Signature.Result result) {
        TensorFormat format = InputFiles.format(file);
        if (result.type().dtype() == DType.BF16 && format != TensorFormat.SAFETENSORS) {
            throw new UsageException(
                    "the output " + result.name() + " is " + result.type() + ", which " + format.suffix()
                            + " cannot hold; use .safetensors");
        }
    }

    boolean isEmpty() { return namesIn.isEmpty(); }

    /** Writes each file whole or not at all. */
    void write(Map<String, Buffer> results, State state) throws IOException {
        for (Map.Entry<Path, List<String>> file : namesIn.entrySet()) {
            Map<String, Buffer> tensors = new LinkedHashMap<>();
            for (String name : file.getValue()) {
                Buffer buffer = results.containsKey(name) ? results.get(name) : state.get(updatedBy(name));
                if (buffer != null) {
                    tensors.put(name, buffer);
                }
            }
            Path path = file(file.getKey());
            InputFiles.format(path).write(path, tensors);
        }
    }

    private String updatedBy(String output) {
        for (Signature.Result result : signature.outputs()) {
            if (result.name().equals(output)) {
                return signature.inputs().get(result.updates()).name();
            }
        }
        throw new IllegalArgumentException(output);
    }
}
