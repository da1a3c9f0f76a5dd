import type { UserCard } from '@messenger/proto';

const id = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const card = (n: number, displayName: string, username: string): UserCard => ({
  id: id(n),
  username,
  displayName,
  avatar: null,
});

export const me = card(1, 'Ann Lindqvist', 'ann');
export const people = [
  card(2, 'Ben Okafor', 'ben_okafor'),
  card(3, 'Clara Weiß', 'clara'),
  card(4, 'Dmitri Sokolov', 'dsokolov'),
  card(5, 'Emi Tanaka', 'emi_t'),
  card(6, 'Farid Haddad', 'farid'),
  card(7, 'Grace Mbeki', 'grace'),
  card(8, 'Hugo Marchetti', 'hugo_m'),
  card(9, 'Ines Carvalho', 'ines'),
  card(10, 'Jonas Petersen-van der Heuvel', 'jonas_p'),
  card(11, '王小明', 'xiaoming'),
];
/** For looking at a long list. */
export const crowd = Array.from({ length: 1000 }, (_, i) => card(1000 + i, `Person ${i + 1}`, `person_${i + 1}`));
export const strangers = [
  card(20, 'Karl Benson', 'karlb'),
  card(21, 'Lena Fischer', 'lena_f'),
  card(22, 'Mira Joshi', 'mira'),
];
export const chatIdOf = (user: UserCard) => user.id.replace('8000', '9000');
export const newId = () => crypto.randomUUID();
