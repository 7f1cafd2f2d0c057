#include "load/pick.hpp"

#include <algorithm>
#include <cmath>

namespace bursar::load {

namespace {

constexpr double exponent = 0.99;

// The area under x^-exponent up to x, but for a constant, and its way back.
double area(double x) {
  return (std::pow(x, 1 - exponent) - 1) / (1 - exponent);
}
double area_back(double y) {
  return std::pow(1 + y * (1 - exponent), 1 / (1 - exponent));
}
double weight(double x) {
  return std::pow(x, -exponent);
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

double Random::unit() {
  return static_cast<double>(next() >> 11) * 0x1p-53;
}

std::uint64_t Random::below(std::uint64_t count) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(next()) * count) >> 64);
}

std::string_view word(Picking picking) {
  return picking == Picking::zipf ? "zipf" : "uniform";
}

Pick::Pick(Picking picking, std::uint64_t count, std::uint64_t seed)
    : random_{seed}, picking_{picking}, count_{count} {
  least_area_ = area(1.5) - 1;
  whole_area_ = area(static_cast<double>(count) + 0.5);
  shortcut_ = 2 - area_back(area(2.5) - weight(2));
}

std::uint64_t Pick::next() {
  return picking_ == Picking::zipf ? next_zipf() : random_.below(count_);
}

// Rejection-inversion by Hörmann and Derflinger (1996): a point under the curve is picked, whose
// nearest whole number is taken where the point lies under that number's own bar. It needs no table
// and about one try.
std::uint64_t Pick::next_zipf() {
  for (;;) {
    const double y = whole_area_ + random_.unit() * (least_area_ - whole_area_);
    const double x = area_back(y);
    const double k = std::clamp(std::floor(x + 0.5), 1.0, static_cast<double>(count_));
    if (k - x <= shortcut_ || y >= area(k + 0.5) - weight(k))
      return static_cast<std::uint64_t>(k) - 1;
  }
}

}  // namespace bursar::load
