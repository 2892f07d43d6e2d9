package dev.sinter.samples.iris;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.nn.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IrisTest {
    @Test
    @DisplayName("N5, U1: LBFGS fits a logistic regression to the irises: the known likelihood and the known two mistakes")
    void fits() throws IOException {
        Path file = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "iris", "iris.csv");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is not there");
        Sinter.manualSeed(0);
        Iris flowers = Iris.read(file);
        Linear model = flowers.fit(10);
        // The likelihood that statistics programs report for this regression.
        assertThat(150 * flowers.loss(model).itemDouble()).isBetween(5.94, 5.95);
        assertThat(flowers.accuracy(model)).isEqualTo(148 / 150.0);
    }
}
