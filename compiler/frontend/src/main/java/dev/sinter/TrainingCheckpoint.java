package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that a training needs to go on bit for bit, in one safetensors file: model, optimiser, scheduler, generators, the place in
 * the data, and numbers such as the count of steps.
 *
 * <pre>{@code
 * TrainingCheckpoint checkpoint = new TrainingCheckpoint().with("model", model).with("optimizer", adam).with("rate", scheduler)
 *         .with("random", Generator.shared()).with("dropout", RandomStream.shared()).with("data", loader);
 * checkpoint.save(file, Map.of("step", 10L));
 * long step = checkpoint.load(file).get("step");
 * }</pre>
 */
public final class TrainingCheckpoint {
    private static final String NUMBERS = "numbers";
    private final Map<String, Stateful> parts = new LinkedHashMap<>();
    private final Map<String, Generator> generators = new LinkedHashMap<>();

    /** Nothing yet; add the parts. */
    public TrainingCheckpoint() {}

    /** Adds something with a state dict; its tensors are saved as {@code name/key}. */
    public TrainingCheckpoint with(String name, Stateful part) {
        check(name);
        parts.put(name, part);
        return this;
    }

    /** Adds a generator, whose state is saved as {@code name/state}. */
    public TrainingCheckpoint with(String name, Generator generator) {
        check(name);
        generators.put(name, generator);
        return this;
    }

    private void check(String name) {
        if (name.isEmpty() || name.contains("/") || name.equals(NUMBERS) || parts.containsKey(name)
                || generators.containsKey(name)) {
            throw new Diagnostic("TrainingCheckpoint: the name '" + name
                    + "' is taken, empty, or has a slash; each part has a name of its own");
        }
    }

    /**
     * Writes all parts, whole or not at all: when it fails, what the file held before is still there.
     *
     * @param numbers what else the training has to know, such as steps made and the position in the data
     */
    public void save(Path file, Map<String, Long> numbers) throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parts.forEach((name, part) -> part.stateDict().forEach((key, tensor) -> all.put(name + "/" + key, tensor)));
        generators.forEach((name, generator) -> all.put(name + "/state", Sinter.tensor(generator.state())));
        numbers.forEach((name, number) -> all.put(NUMBERS + "/" + name, Sinter.tensor(new long[]{number})));
        Sinter.save(file, all);
    }

    /**
     * Loads all parts and returns the numbers. Where the file does not fit, nothing has changed afterwards.
     *
     * @throws Diagnostic naming the parts that are missing or unexpected, or what does not fit in one
     */
    public Map<String, Long> load(Path file) throws IOException {
        Map<String, Map<String, Tensor>> saved = new LinkedHashMap<>();
        Map<String, Long> numbers = new LinkedHashMap<>();
        Sinter.load(file).forEach((path, tensor) -> {
            int slash = path.indexOf('/');
            String part = path.substring(0, Math.max(slash, 0));
            String key = path.substring(slash + 1);
            if (part.equals(NUMBERS)) {
                numbers.put(key, tensor.reshape(1).toLongArray()[0]);
            } else {
                saved.computeIfAbsent(part, _ -> new LinkedHashMap<>()).put(key, tensor);
            }
        });
        List<String> unexpected = new ArrayList<>(saved.keySet());
        unexpected.removeAll(parts.keySet());
        unexpected.removeAll(generators.keySet());
        // A part without any tensor leaves no trace in the file.
        List<String> missing = new ArrayList<>(generators.keySet());
        parts.forEach((name, part) -> {
            if (!part.stateDict().isEmpty()) {
                missing.add(name);
            }
        });
        missing.removeAll(saved.keySet());
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new Diagnostic(
                    "TrainingCheckpoint " + file + ": missing are " + missing + ", unexpected are " + unexpected);
        }
        generators.keySet().forEach(name -> {
            if (!saved.getOrDefault(name, Map.of()).containsKey("state")) {
                throw new Diagnostic(
                        "TrainingCheckpoint " + file + ": the generator '" + name + "' has no state in it");
            }
        });
        Map<String, Map<String, Tensor>> before = copies();
        try {
            restore(saved);
        } catch (RuntimeException e) {
            restore(before);
            throw new Diagnostic("TrainingCheckpoint " + file + ": " + e.getMessage());
        }
        return numbers;
    }

    /** The present state of all parts, as the file has it. */
    private Map<String, Map<String, Tensor>> copies() {
        Map<String, Map<String, Tensor>> copies = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            Map<String, Tensor> state = new LinkedHashMap<>();
            part.stateDict().forEach((key, tensor) -> state.put(key, tensor.detach().clone()));
            copies.put(name, state);
        });
        generators.forEach((name, generator) -> copies.put(name, Map.of("state", Sinter.tensor(generator.state()))));
        return copies;
    }

    private void restore(Map<String, Map<String, Tensor>> states) {
        parts.forEach((name, part) -> part.loadStateDict(states.getOrDefault(name, Map.of())));
        generators.forEach((name, generator) -> generator
                .restore(Objects.requireNonNull(states.getOrDefault(name, Map.of()).get("state")).toIntArray()));
    }
}
