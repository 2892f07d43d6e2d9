package dev.sinter.runtime;

import dev.sinter.runtime.io.AtomicFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of an artefact's command line, told apart but not yet held against its signatures. */
final class LaunchOptions {
    /** A file, and the input or output that it is for; null where that was left open. */
    static final class Assignment {
        final @Nullable String name;
        final Path file;

        private Assignment(@Nullable String name, Path file) {
            this.name = name;
            this.file = file;
        }

        /** As it was typed. */
        @Override
        public String toString() {
            return name == null ? file.toString() : name + "=" + file;
        }
    }

    final List<Assignment> inputs = new ArrayList<>();
    final List<Assignment> outputs = new ArrayList<>();
    @Nullable String entry;
    @Nullable Path state;
    @Nullable Path saveState;
    boolean help;

    private LaunchOptions() {}

    static LaunchOptions parse(String[] args) {
        LaunchOptions options = new LaunchOptions();
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--help") || option.equals("-h")) {
                options.help = true;
                continue;
            }
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            String value = equals >= 0 ? option.substring(equals + 1) : i + 1 < args.length ? args[i + 1] : null;
            options.accept(equals >= 0 ? option.substring(0, equals) : option, value);
            i += equals >= 0 ? 0 : 1;
        }
        return options;
    }

    private void accept(String option, @Nullable String value) {
        boolean known = switch (option) {
            case "--input", "--output", "--entry", "--state", "--save-state" -> true;
            default -> false;
        };
        if (!known) {
            throw new UsageException("there is no option '" + option + "'");
        }
        if (value == null || value.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        switch (option) {
            case "--input" -> inputs.add(assignment(value));
            case "--output" -> outputs.add(assignment(value));
            case "--entry" -> entry = once(option, entry, value);
            case "--state" -> state = once(option, state, path(value));
            default -> saveState = once(option, saveState, path(value));
        }
    }

    private static <T> T once(String option, @Nullable T before, T value) {
        if (before != null) {
            throw new UsageException(option + " is given twice");
        }
        return value;
    }

    /** {@code x=a.npy} or {@code a.npy}; what stands before the first {@code =} is a name unless it holds a folder. */
    private static Assignment assignment(String text) {
        int equals = text.indexOf('=');
        boolean named = equals > 0 && text.lastIndexOf('/', equals) < 0 && text.lastIndexOf('\\', equals) < 0;
        return named
                ? new Assignment(text.substring(0, equals), path(text.substring(equals + 1)))
                : new Assignment(null, path(text));
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new UsageException("the name of a file is missing");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' cannot be the name of a file");
        }
    }

    /** Refuses to write over what is read, and to write one file twice; only a state may go back to where it came from. */
    void requireNothingLost() {
        Map<Path, String> read = new HashMap<>();
        for (Assignment input : inputs) {
            read.put(AtomicFile.place(input.file), "--input " + input);
        }
        Map<Path, String> written = new HashMap<>();
        for (Assignment output : outputs) {
            Path place = AtomicFile.place(output.file);
            requireOther("--output " + output, read.get(place), "reads");
            if (state != null && place.equals(AtomicFile.place(state))) {
                requireOther("--output " + output, "--state " + state, "reads");
            }
            written.put(place, "--output " + output);
        }
        if (saveState != null) {
            Path place = AtomicFile.place(saveState);
            requireOther("--save-state " + saveState, read.get(place), "reads");
            requireOther("--save-state " + saveState, written.get(place), "writes");
        }
    }

    private static void requireOther(String option, @Nullable String other, String does) {
        if (other != null) {
            throw new UsageException(
                    option + " would replace the file that " + other + " " + does + "; name another one");
        }
    }

    static String help(Artifact artifact) {
        StringBuilder text = new StringBuilder(artifact.name()).append(": a compiled model\n\n");
        text.append(
                "  --input [NAME=]FILE    reads an input; .npz and .safetensors may hold several, by their names\n");
        text.append("  --output [NAME=]FILE   writes an output; without any, the outputs are shown in short\n");
        text.append("  --entry NAME           what to run, if not ").append(artifact.entries().get(0)).append('\n');
        text.append("  --state FILE           begins with this state instead of the one in the jar\n");
        text.append("  --save-state FILE      keeps the state as it is after the run\n");
        text.append("  --help                 shows this\n\n");
        text.append(
                "FILE ends in .npy, .npz or .safetensors; a state in .safetensors. Several options of a kind may be given.\n");
        text.append(
                "Exit code: 0 when all went well, 1 for a mistake in a file, 2 for a mistake in the arguments.\n\n");
        text.append("Entries:\n");
        for (String entry : artifact.entries()) {
            text.append("  ").append(artifact.executable(entry).signature()).append('\n');
        }
        return text.append("\nExample:\n  ").append(example(artifact)).append('\n').toString();
    }

    private static String example(Artifact artifact) {
        Signature signature = artifact.executable(artifact.entries().get(0)).signature();
        StringBuilder text = new StringBuilder("java -jar ").append(artifact.name()).append(".jar");
        for (Signature.Parameter input : signature.inputs()) {
            text.append(input.state() ? "" : " --input " + input.name() + "=" + input.name() + ".npy");
        }
        for (Signature.Result output : signature.outputs()) {
            text.append(output.updates() != Signature.NOTHING
                    ? ""
                    : " --output " + output.name() + "=" + output.name() + ".npy");
        }
        return text.toString();
    }
}
