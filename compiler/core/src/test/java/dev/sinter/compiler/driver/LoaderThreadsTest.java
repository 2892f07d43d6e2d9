package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Synthetic;
import dev.sinter.data.TensorDataset;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.optim.Adam;
import dev.sinter.runtime.Buffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that compute examples with tensors while the loop trains. */
@Timeout(300)
class LoaderThreadsTest {
    private static Dataset<List<Tensor>> examples() {
        TensorDataset moons = Synthetic.moons(200, 0.1, 3);
        // Not computed yet when the workers begin: they and the loop all ask for these values.
        Tensor mean = moons.tensors().get(0).mean(0);
        Tensor turn = Sinter.tensor(new float[][]{{0.6f, -0.8f}, {0.8f, 0.6f}}).matmul(Sinter.eye(2));
        return moons.map((example, random) -> {
            Tensor point = example.get(0).sub(mean).unsqueeze(0).matmul(turn).squeeze(0);
            Tensor moved = Functional.dropout(point.add(Sinter.randn(2).mul(0.05)), 0.1, true);
            return List.of(moved.add(random.uniformFloat() * 0.01).tanh(), example.get(1));
        });
    }

    private static List<Buffer> trained(int workers) {
        Sinter.manualSeed(1);
        Sequential net = new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 2));
        Adam adam = new Adam(net.namedParameters(), 0.01);
        DataLoader loader = new DataLoader(examples(), 16).shuffle(5).workers(workers);
        for (int epoch = 0; epoch < 4; epoch++) {
            for (Batch batch : loader) {
                adam.zeroGrad();
                Functional.crossEntropy(net.call(batch.get(0)), batch.get(1)).backward();
                adam.step();
            }
        }
        return net.parameters().stream().map(Tensor::toBuffer).toList();
    }

    @Test
    @DisplayName("L2: a training on examples computed by tensors, with dropout in them, has the same bits with 0, 1, 2 and 5 workers")
    void sameBits() {
        List<Buffer> none = trained(0);
        for (int workers : new int[]{1, 2, 5}) {
            List<Buffer> some = trained(workers);
            for (int i = 0; i < none.size(); i++) {
                assertThat(some.get(i).sameBits(none.get(i))).as("parameter %d with %d workers", i, workers).isTrue();
            }
        }
    }

    @Test
    @DisplayName("L2: rounds that are left early, with a training step in each, end with all their threads")
    void leftEarly() throws InterruptedException {
        DataLoader loader = new DataLoader(examples(), 8).shuffle(5).workers(4);
        Tensor w = Sinter.randn(2, 1).requiresGrad_();
        Random random = new Random(2);
        for (int round = 0; round < 60; round++) {
            int left = random.nextInt(6);
            for (Batch batch : loader) {
                w.setGrad(null);
                batch.get(0).matmul(w).square().mean().backward();
                Sinter.noGrad(() -> w.sub_(w.grad(), 0.01));
                if (left-- == 0) {
                    break;
                }
            }
        }
        assertThat(Float.isFinite(w.sum().itemFloat())).isTrue();
        for (int i = 0; i < 100 && threads() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().startsWith("sinter-data-"))
                .count();
    }
}
