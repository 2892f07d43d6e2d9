package dev.sinter.samples.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static Training training() {
        Sinter.manualSeed(0);
        return new Training(new NamesNet(32));
    }

    private static DataLoader names() throws IOException {
        Path file = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "text", "names.txt");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is not there");
        return new DataLoader(Names.read(file), 64).shuffle(0);
    }

    @Test
    @DisplayName("U1, N2: a recurrent network learns names: the loss falls, and what it makes up are words of letters")
    void learns() throws IOException {
        Training training = training();
        CompiledFunction step = training.compile();
        double first = 0;
        double last = 0;
        int steps = 0;
        for (Batch batch : names()) {
            double loss = step.call(batch.get(0), batch.get(1)).itemDouble();
            first += steps < 20 ? loss / 20 : 0;
            last += steps >= 180 && steps < 200 ? loss / 20 : 0;
            if (++steps == 200) {
                break;
            }
        }
        // 27 equally probable letters are log(27) = 3.30; frequencies of letters alone give 2.8.
        assertThat(first).isBetween(2.7, 3.3);
        assertThat(last).isLessThan(2.4);
        Generator generator = new Generator(1);
        int letters = 0;
        for (int i = 0; i < 20; i++) {
            String name = training.net().invent(generator);
            assertThat(name).matches("[a-z]{0,15}");
            letters += name.length();
        }
        assertThat(letters / 20.0).isBetween(3.0, 10.0);
    }

    @Test
    @DisplayName("C1, C7: the step compiled for any batch has the bits of the eager one, the smaller last batch included")
    void sameBits() {
        Training eager = training();
        Training compiled = training();
        CompiledFunction step = compiled.compile();
        for (long rows : new long[]{4, 4, 3}) {
            Tensor letters = Sinter.randint(new Generator(rows), 0, Names.LETTERS, rows, Names.LONGEST + 1);
            Tensor next = Sinter.randint(new Generator(rows + 9), 0, Names.LETTERS, rows, Names.LONGEST + 1);
            Tensor loss = eager.step(letters, next);
            assertThat(step.call(letters, next).toBuffer().sameBits(loss.toBuffer())).isTrue();
        }
        eager.net().stateDict().forEach((name, weight) -> assertThat(
                compiled.net().stateDict().get(name).toBuffer().sameBits(weight.toBuffer())).as(name).isTrue());
    }
}
