package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L6: progress, as text")
class ProgressTest {
    private long nanos = 1_000_000_000;

    private String shown(int total, boolean isTerminal, Consumer<Progress> loop) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Progress progress = new Progress("digits", total, new PrintStream(bytes, true, StandardCharsets.UTF_8),
                isTerminal, () -> nanos)) {
            loop.accept(progress);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void pass(double seconds) {
        nanos += (long) (seconds * 1e9);
    }

    @Test
    @DisplayName("L6: elsewhere than on a terminal a plain line for each tenth, with rate and loss")
    void plain() {
        String text = shown(40, false, progress -> {
            for (int i = 1; i <= 40; i++) {
                pass(0.005);
                progress.step(8.0 / i);
            }
        });
        List<String> lines = text.lines().toList();
        assertThat(lines).hasSize(10);
        assertThat(lines.get(0)).isEqualTo("digits 4/40  200/s  loss 2.0000");
        assertThat(lines.get(9)).isEqualTo("digits 40/40  200/s  loss 0.2000");
        assertThat(text).doesNotContain("\r");
    }

    @Test
    @DisplayName("L6: fewer steps than tenths have a line each, without a loss where there is none, slow ones with fractions")
    void slow() {
        assertThat(shown(3, false, progress -> {
            for (int i = 0; i < 3; i++) {
                pass(4);
                progress.step();
            }
        })).isEqualTo("digits 1/3  0.25/s\ndigits 2/3  0.25/s\ndigits 3/3  0.25/s\n");
    }

    @Test
    @DisplayName("L6: on a terminal a bar that stays on its line and leaves nothing of a longer one")
    void bar() {
        String text = shown(4, true, progress -> {
            pass(0.01);
            progress.step(100.5);
            pass(0.49);
            progress.step(3);
            pass(0.5);
            progress.step();
            pass(1);
            progress.step(0.25);
        });
        assertThat(text).isEqualTo("\rdigits ██████░░░░░░░░░░░░░░░░░░ 1/4  100/s  loss 100.5000"
                + "\rdigits ████████████░░░░░░░░░░░░ 2/4  4.00/s  loss 3.0000 "
                + "\rdigits ██████████████████░░░░░░ 3/4  3.00/s  loss 3.0000 "
                + "\rdigits ████████████████████████ 4/4  2.00/s  loss 0.2500 \n");
    }

    @Test
    @DisplayName("L6: a quick loop draws at most twenty times a second, and the end always; isDue says when")
    void quick() {
        int[] due = new int[1];
        String text = shown(10_000, true, progress -> {
            for (int i = 0; i < 10_000; i++) {
                pass(0.0001);
                due[0] += progress.isDue() ? 1 : 0;
                progress.step();
            }
        });
        long drawn = Arrays.stream(text.split("\r")).filter(line -> !line.isEmpty()).count();
        assertThat(drawn).isBetween(18L, 22L);
        assertThat(due[0]).isBetween(18, 22);
        assertThat(text).contains("10000/10000  10000/s");
    }

    @Test
    @DisplayName("L6: a loop of no steps, and one of more than it said, do no harm")
    void edges() {
        assertThat(shown(0, false, progress -> {})).isEmpty();
        assertThat(shown(0, true, progress -> {})).isEqualTo("\n");
        assertThat(shown(1, true, progress -> {
            pass(1);
            progress.step();
            pass(1);
            progress.step();
        })).endsWith("████████████████████████ 2/1  1.00/s\n");
    }
}
