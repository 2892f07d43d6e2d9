package dev.sinter.cli;

import dev.sinter.runtime.Launcher;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a compiled jar or a graph once: files in, files out. */
@Command(name = "run", mixinStandardHelpOptions = true, description = {
    "Runs a jar that 'sinter compile' wrote, or a graph, once.",
    "'java -jar OUT.jar' takes the same options. Files are .npy, .npz or .safetensors.",
    "What does not fit, or cannot be written, is refused before anything is computed."}, footer = {
        "",
        "Examples:",
        "  sinter run digits.jar --input x=images.npy --output y=logits.npy",
        "  sinter run digits.jar --entry train --input x=x.npy --input target=t.npy --save-state after.safetensors",
        "  sinter run sum.sir --input x=x.npy           shows the outputs in short"})
final class RunCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "a jar, or a graph as text (.sir)")
    @SuppressWarnings("NullAway.Init") private Path file;

    @Option(names = "--input", paramLabel = "[NAME=]FILE", description = "reads an input; a file with several tensors gives each to the input of its name") private List<String> inputs = List
            .of();

    @Option(names = "--output", paramLabel = "[NAME=]FILE", description = "writes an output; without any they are shown in short") private List<String> outputs = List
            .of();

    @Option(names = "--entry", paramLabel = "NAME", description = "which entry point of the jar; else the first") private @Nullable String entry;

    @Option(names = "--state", paramLabel = "FILE", description = "begins with this state (.safetensors) instead of the one in the jar") private @Nullable String state;

    @Option(names = "--save-state", paramLabel = "FILE", description = "keeps the state as it is after the run") private @Nullable String saveState;

    private final PrintStream out;
    private final PrintStream err;

    RunCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        List<String> args = new ArrayList<>();
        inputs.forEach(input -> args.addAll(List.of("--input", input)));
        outputs.forEach(output -> args.addAll(List.of("--output", output)));
        give(args, "--entry", entry);
        give(args, "--state", state);
        give(args, "--save-state", saveState);
        ModelFile model = ModelFile.open(file);
        try {
            return Launcher.run(model.artifact(), args.toArray(new String[0]), out, err);
        } catch (LinkageError e) {
            throw new UserError(file + " is damaged, or made by another version: " + e, e);
        }
    }

    private static void give(List<String> args, String option, @Nullable String value) {
        if (value != null) {
            args.addAll(List.of(option, value));
        }
    }
}
