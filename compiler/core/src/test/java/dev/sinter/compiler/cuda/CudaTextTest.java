package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.text.Parser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Generated CUDA C reads as a person would have written it. */
class CudaTextTest {
    private static String source(String graph) {
        return Cases.lower(Parser.parse(graph), Scheduler.fusing()).source();
    }

    @Test
    @DisplayName("C11: a chain of elementwise ops is one loop")
    void elementwise() {
        assertThat(source(
                "graph @g(%x: f32[N,4], %b: f32[4]) { %0: f32[N,4] = add %x, %b %1: f32[N,4] = relu %0 return y=%1 }"))
                .isEqualTo("""
                // NaN where either is; +0 is greater than -0.
                __device__ __forceinline__ float greatest(float a, float b) {
                    return a != a ? a : b != b ? b : a > b ? a : b > a ? b : __float_as_int(a) < 0 ? b : a;
                }

                // f32[N,4] over [N, 4]: a thread per element
                // s0 is N
                extern "C" __global__ void __launch_bounds__(256) k0(const float* __restrict__ a0, const float* __restrict__ a1, float* __restrict__ out, long long s0) {
                    const long long points = s0 * 4;
                    for (long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x; i < points; i += (long long) gridDim.x * blockDim.x) {
                        const long long c1 = i % 4;
                        const float r0 = a0[i];
                        const float r1 = a1[c1];
                        const float t0 = r0 + r1;
                        const float t1 = greatest(t0, 0.0f);
                        out[i] = t1;
                    }
                }
                """);
    }

    @Test
    @DisplayName("C11: a sum along memory is a warp per row")
    void sum() {
        assertThat(source("graph @g(%x: f32[10,784]) { %0: f32[10] = reduce %x {kind=sum, axes=[1]} return y=%0 }"))
                .isEqualTo("""
                // f32[10] over [10], sum of [784]: a warp per element
                extern "C" __global__ void __launch_bounds__(256) k0(const float* __restrict__ a0, float* __restrict__ out) {
                    const int lane = threadIdx.x % 32;
                    const int points = 10, n = 784;
                    for (int i = (int) blockIdx.x * 8 + threadIdx.x / 32; i < points; i += (int) gridDim.x * 8) {
                        const int c0 = i;
                        float p0 = 0.0f;
                        for (int t = lane; t < n; t += 32) {
                            const int c1 = t;
                            const float r0 = a0[c0 * 784 + c1];
                            p0 = p0 + r0;
                        }
                        for (int h = 16; h >= 1; h /= 2) {
                            const float other = __shfl_down_sync(0xffffffffu, p0, h);
                            p0 = p0 + other;
                        }
                        p0 = __shfl_sync(0xffffffffu, p0, 0);
                        const float fold = p0;
                        if (lane == 0) {
                            out[c0] = fold;
                        }
                    }
                }
                """);
    }

    @Test
    @DisplayName("C11: a matrix product with bias is one kernel of tiles")
    void matmul() {
        assertThat(source(
                "graph @g(%x: f32[8,20], %w: f32[20,10], %b: f32[10]) { %0: f32[8,10] = matmul %x, %w %1: f32[8,10] = add %0, %b return y=%1 }"))
                .isEqualTo("""
                // f32[8,10] over [8, 10], contract of [20]: tiles of 16 by 16
                extern "C" __global__ void __launch_bounds__(256) k0(const float* __restrict__ a0, const float* __restrict__ a1, const float* __restrict__ a2, float* __restrict__ out) {
                    __shared__ float left[16][17], right[16][17];
                    const int M = 8, N = 10, K = 20;
                    const int tilesM = (M + 15) / 16, tilesN = (N + 15) / 16, tiles = tilesM * tilesN;
                    const int row = threadIdx.x / 16, column = threadIdx.x % 16;
                    for (int block = blockIdx.x; block < tiles; block += gridDim.x) {
                        const int m0 = block / tilesN % tilesM * 16, n0 = block % tilesN * 16;
                        float sum[1][1], total[1][1];
                        #pragma unroll
                        for (int i = 0; i < 1; i++)
                        #pragma unroll
                        for (int j = 0; j < 1; j++) { sum[i][j] = 0.0f; total[i][j] = 0.0f; }
                        for (int k0 = 0; k0 < K; k0 += 16) {
                            for (int e = threadIdx.x; e < 256; e += 256) {
                                const int k = e % 16, m = e / 16;
                                float value = 0.0f;
                                if (m0 + m < M && k0 + k < K) {
                                    const int c0 = m0 + m;
                                    const int c2 = k0 + k;
                                    const float r0 = a0[c0 * 20 + c2];
                                    value = r0;
                                }
                                left[k][m] = value;
                            }
                            for (int e = threadIdx.x; e < 256; e += 256) {
                                const int k = e / 16, n = e % 16;
                                float value = 0.0f;
                                if (n0 + n < N && k0 + k < K) {
                                    const int c1 = n0 + n;
                                    const int c2 = k0 + k;
                                    const float r1 = a1[c1 + c2 * 10];
                                    value = r1;
                                }
                                right[k][n] = value;
                            }
                            __syncthreads();
                            const int depth = K - k0 < 16 ? (int) (K - k0) : 16;
                            for (int k = 0; k < depth; k++) {
                                #pragma unroll
                                for (int i = 0; i < 1; i++)
                                #pragma unroll
                                for (int j = 0; j < 1; j++) { sum[i][j] = fmaf(left[k][row + i], right[k][column + j], sum[i][j]); }
                            }
                            __syncthreads();
                            if ((k0 + 16) % 512 == 0 || k0 + 16 >= K) {
                                #pragma unroll
                                for (int i = 0; i < 1; i++)
                                #pragma unroll
                                for (int j = 0; j < 1; j++) { total[i][j] = k0 < 512 ? sum[i][j] : total[i][j] + sum[i][j]; sum[i][j] = 0.0f; }
                            }
                        }
                        for (int i = 0; i < 1; i++) {
                            for (int j = 0; j < 1; j++) {
                                const int m = m0 + row + i, n = n0 + column + j;
                                if (m < M && n < N) {
                                    const float fold = total[i][j];
                                    const int c0 = m;
                                    const int c1 = n;
                                    const float r2 = a2[c1];
                                    const float t0 = fold + r2;
                                    out[c0 * 10 + c1] = t0;
                                }
                            }
                        }
                    }
                }
                """);
    }

    @Test
    @DisplayName("C11: loaded indices are checked, and updates that may meet are in order")
    void update() {
        assertThat(source(
                "graph @g(%x: f32[5,7], %i: i64[6], %u: f32[6,7]) { %0: f32[5,7] = take_add %x, %i, %u {axis=0} return y=%0 }"))
                .isEqualTo("""
                // f32[5,7] over [6, 7]: updates, in order where they may meet
                extern "C" __global__ void __launch_bounds__(256) k0(const long long* __restrict__ a1, const float* __restrict__ a2, float* __restrict__ out, int* fault) {
                    const long long points = 7;
                    for (long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x; i < points; i += (long long) gridDim.x * blockDim.x) {
                        const long long c1 = i;
                        for (long long c0 = 0; c0 < 6; c0++) {
                            const float r1 = a2[c0 * 7 + c1];
                            const long long r0 = a1[c0];
                            if (r0 >= 0 && r0 < 5) {
                                const float old = out[c1 + r0 * 7];
                                const float next = old + r1;
                                out[c1 + r0 * 7] = next;
                            } else *fault = 1;
                        }
                    }
                }
                """);
    }
}
