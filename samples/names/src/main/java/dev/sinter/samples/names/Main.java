package dev.sinter.samples.names;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Learns from the file of names on the command line, and makes up twenty. */
public final class Main {
    private Main() {}

    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("a file of names, one on each line, is needed");
        }
        Sinter.manualSeed(0);
        Training training = new Training(new NamesNet(64));
        System.out.println(training.net());
        CompiledFunction step = training.compile();
        DataLoader loader = new DataLoader(Names.read(Path.of(arguments[0])), 64).shuffle(0);
        for (int epoch = 1; epoch <= 2; epoch++) {
            double sum = 0;
            for (Batch batch : loader) {
                sum += step.call(batch.get(0), batch.get(1)).itemDouble();
            }
            System.out.printf(Locale.ROOT, "epoch %d: loss %.4f%n", epoch, sum / loader.size());
        }
        Generator generator = new Generator(0);
        for (int i = 0; i < 20; i++) {
            System.out.println(training.net().invent(generator));
        }
    }
}
