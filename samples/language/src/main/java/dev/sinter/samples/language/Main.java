package dev.sinter.samples.language;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.data.Batch;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Learns from the text on the command line and writes more of it. */
public final class Main {
    private static final int STEPS = 1500;

    private Main() {}

    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("a file of text is needed");
        }
        Sinter.manualSeed(0);
        Text text = new Text(Files.readString(Path.of(arguments[0])));
        LanguageModel model = new LanguageModel(text.characters(), 64, 128, 4, 2);
        System.out.println(model);
        Training training = Training.of(model, STEPS);
        CompiledFunction step = training.compile();
        Generator generator = new Generator(0);
        double sum = 0;
        for (int i = 1; i <= STEPS; i++) {
            Batch batch = text.batch(generator, 16, model.window());
            sum += step.call(batch.get(0), batch.get(1)).itemDouble();
            training.schedule().step();
            if (i % 100 == 0) {
                System.out.printf(Locale.ROOT, "step %d: loss %.4f, rate %.5f%n", i, sum / 100,
                        training.optimizer().learningRate());
                sum = 0;
            }
        }
        model.eval();
        System.out.println(text.decode(model.continued(text.encode("\n"), 300, 10, generator)));
    }
}
